/* web - the files of the page, in the binary. Generated from web/ by tools/embed_web.awk. */
#ifndef OXY_API_WEB_H
#define OXY_API_WEB_H

struct api_web_file {
	const char *name, *text;
};

extern const struct api_web_file api_web_files[]; /* ends with a name of NULL */

#endif
