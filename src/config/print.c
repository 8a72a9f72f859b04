/* print - the option table for people: the example file and the flags of --help. */
#include "config/config.h"

#include <stdio.h>

void
config_print_example(struct str *out)
{
	str_add(out, "# oxyd.conf - options of the oxygen coordination daemon; printed by `oxyd "
		     "check-config --example`.\n"
		     "# A line is name = value; a line that begins with # is a comment. Each "
		     "option stands here at its default.\n"
		     "# Every option can also be given to `oxyd serve` as --name value. Check this "
		     "file with `oxyd check-config`.\n");
	for (size_t i = 0; i < config_options_n; i++) {
		const struct config_option *o = &config_options[i];
		if (o->traits & CONFIG_ARGV)
			continue;
		str_addf(out, "\n# %s\n# %s\n#", o->text[LANG_EN], o->text[LANG_VI]);
		if (o->type == CONFIG_INT)
			str_addf(out, " %lld..%lld%s%s.", (long long)o->low, (long long)o->high,
			    *o->unit ? " " : "", o->unit);
		else
			str_addf(out, " %s.", o->unit);
		if (o->traits & CONFIG_FILE)
			str_add(out, " Not on the command line.");
		str_addf(out, "\n#%s =%s%s\n", o->name, *o->def ? " " : "", o->def);
	}
}

void
config_print_flags(struct str *out)
{
	str_addf(out, "  %-28s %s\n", "--config FILE", "read options from FILE first");
	for (size_t i = 0; i < config_options_n; i++) {
		const struct config_option *o = &config_options[i];
		char left[80];
		if (o->traits & CONFIG_FILE)
			continue;
		snprintf(left, sizeof left, "--%s%s%s", *o->flag ? o->flag : o->name,
		    o->type == CONFIG_BOOL ? "" : " ",
		    o->type == CONFIG_BOOL  ? ""
		    : o->type == CONFIG_INT ? "N"
					    : o->unit);
		str_addf(out, "  %-28s %s", left, o->text[LANG_EN]);
		if (*o->def != '\0')
			str_addf(out, " (%s)", o->def);
		str_add(out, "\n");
	}
}
