/* diarie manual: the Swedish man page, from the same tables as the help; the build keeps it as man/sv/diarie.1. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>

/* TEXT for troff: a dot or an apostrophe may not begin a line, a backslash is itself. */
static void
put(const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", stdout);
	for (; *text; text++) {
		if (*text == '\\')
			fputs("\\e", stdout);
		else
			fputc(*text, stdout);
		if (*text == '\n' && (text[1] == '.' || text[1] == '\''))
			fputs("\\&", stdout);
	}
}

static void
put_line(const char *before, const char *text)
{
	fputs(before, stdout);
	put(text);
	fputc('\n', stdout);
}

static void
put_option(const DiOption *option)
{
	printf(".It Fl ");
	if (option->letter)
		printf("%c , Fl ", option->letter);
	printf("\\-%s", option->name);
	if (option->value)
		printf(" Ar %s", option->value);
	fputc('\n', stdout);
	put_line("", option->help);
}

static void
put_examples(const char *verb)
{
	const DiExample *example = di_examples;

	for (; example->verb; example++) {
		if (!g_str_equal(example->verb, verb))
			continue;
		puts(".Pp");
		put_line(".Dl ", example->command);
	}
}

static void
put_verb(const DiVerb *verb)
{
	printf(".It Cm %s", verb->name);
	if (*verb->arguments)
		printf(" Ar %s", verb->arguments);
	fputc('\n', stdout);
	put_line("", verb->help);
	if (verb->more) {
		puts(".Pp");
		put_line("", verb->more);
	}
	if (verb->options && verb->options->name) {
		puts(".Bl -tag -width Ds -compact");
		for (const DiOption *option = verb->options; option->name; option++)
			put_option(option);
		puts(".El");
	}
	put_examples(verb->name);
}

static const char head[] =
	".\\\" Skriven av: diarie manual\n"
	".Dd November 22, 2026\n.Dt DIARIE 1\n.Os\n"
	".Sh NAMN\n.Nm diarie\n.Nd diariet över kvartalsrapporter, för handläggare\n"
	".Sh SYNOPSIS\n.Nm\n.Op Fl c Ar FIL\n.Ar KOMMANDO\n.Op Ar ORD ...\n.Op Ar TILLVAL ...\n"
	".Sh BESKRIVNING\n.Nm\nvisar och ändrar i det diarium där\n.Xr diaried 8\n"
	"diarieför de rapporter som kommer in till samordningsförbundet.\n.Pp\n"
	"Ett kvartal skrivs\n.Ql 2026-Q1 ,\nen dag\n.Ql 2026-04-15 .\n"
	"En insats är dess namn, ett alias, en del av något av dem som bara passar på en, eller ärendenumret.\n"
	"Ett nummer skrivs som det faller sig:\n.Ql SFG 26-11.1 ,\n.Ql sfg26-11.1\noch\n.Ql 26-011.1\när samma.\n.Pp\n"
	"Tillval som gäller alla kommandon, före eller efter dem:\n.Bl -tag -width Ds\n"
	".It Fl c , Fl \\-config Ar FIL\ninställningarna; annars\n.Pa /etc/diarie/diarie.conf\n"
	".It Fl \\-json\nsvaret som JSON, en rad för varje sak\n"
	".It Fl \\-plain\nutan tecken, färg och spalter: för skärmläsare och skript\n"
	".It Fl \\-quiet\nsäg bara det som gick fel\n"
	".It Fl \\-verbose\nsäg också vilka inställningar och vilket diarium, och hur länge det tog\n"
	".It Fl h , Fl \\-help\nhjälp\n.It Fl V , Fl \\-version\nprogrammets version\n.El\n"
	".Sh KOMMANDON\n.Bl -tag -width Ds\n";

static const char tail[] =
	".El\n"
	".Sh MILJÖ\n.Bl -tag -width Ds\n"
	".It Ev COLUMNS\ntabellernas bredd där utdata inte är en terminal; utan den kortas inget\n"
	".It Ev DIARIE_PAGER , PAGER\nbläddraren i en terminal, annars\n.Xr less 1 ;\ntom: ingen\n"
	".It Ev DIARIE_PLAIN\nsom\n.Fl \\-plain\n"
	".It Ev NO_COLOR\ninga färger\n"
	".It Ev DIARIE_NOW\nersätter klockan, som i\n.Ql 2026-04-20T08:00:00+02:00\n.El\n"
	".Sh SLUTVÄRDEN\n.Bl -tag -width Ds -compact\n"
	".It 0\nklart\n.It 1\nsvaret är nej, eller inget hittades\n.It 2\nfel skrivet\n"
	".It 65\nett dokument gick inte att läsa\n.It 66\nfilen eller diariet finns inte\n"
	".It 75\nförsök igen senare\n.It 78\ninställningarna går inte att använda\n.El\n"
	".Sh SE ÄVEN\n.Xr diarie.conf 5 ,\n.Xr diaried 8\n";

int
di_verb_manual(DiCli *cli G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
	fputs(head, stdout);
	for (const DiVerb *verb = di_verbs; verb->name; verb++)
		if (verb->help && !g_str_equal(verb->help, "det samma"))
			put_verb(verb);
	fputs(tail, stdout);
	return DI_EXIT_DONE;
}
