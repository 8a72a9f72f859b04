"""conform - hold recorded answers to the program's own OpenAPI document.

usage: conform.py OPENAPI RECORD
RECORD is one JSON object a line: method, path (as in the route table), status, answer. Exit status 0 when every answer's status is
documented and its body fits the schema, 1 when not, 77 when python3-jsonschema is not there."""

import json
import sys

try:
    import jsonschema
except ImportError:
    sys.exit(77)


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        document = json.load(f)
    wrong = checked = 0
    seen = set()
    with open(sys.argv[2], encoding="utf-8") as f:
        for line in f:
            one = json.loads(line)
            at = f"{one['method']} {one['path']} {one['status']}"
            seen.add(at)
            responses = document["paths"][one["path"]][one["method"].lower()]["responses"]
            response = responses.get(str(one["status"]))
            while response and "$ref" in response:
                response = document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
            if response is None:
                print(f"{at}: not documented")
                wrong += 1
                continue
            for content in response.get("content", {}).values():
                if "schema" not in content or one["answer"] is None:
                    continue
                schema = dict(content["schema"])
                schema["components"] = document["components"]
                validator = jsonschema.Draft202012Validator(schema)
                checked += 1
                for error in validator.iter_errors(one["answer"]):
                    print(f"{at}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
                    wrong += 1
    print(f"{checked} answers of {len(seen)} routes and statuses checked, {wrong} wrong")
    return 1 if wrong or not checked else 0


sys.exit(main())
