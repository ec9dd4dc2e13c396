/* The body of a request: names and values, percent-encoded. It holds secrets, so it is wiped. */
#include "parts.h"

#include <string.h>

/* Large enough that no part is left behind by growing: a 4096-bit assertion with all its claims takes 2 KiB. */
enum { FORM_BYTES = 32 * 1024 };

struct DiTokenForm {
	GString *text;
};

DiTokenForm *
di_token_form_new(void)
{
	DiTokenForm *form = g_new0(DiTokenForm, 1);

	form->text = g_string_sized_new(FORM_BYTES);
	return form;
}

void
di_token_form_add(DiTokenForm *form, const char *name, const char *value)
{
	if (form->text->len)
		g_string_append_c(form->text, '&');
	g_string_append_uri_escaped(form->text, name, NULL, FALSE);
	g_string_append_c(form->text, '=');
	g_string_append_uri_escaped(form->text, value, NULL, FALSE);
}

const char *
di_token_form_text(const DiTokenForm *form)
{
	return form->text->str;
}

void
di_token_form_free(DiTokenForm *form)
{
	if (!form)
		return;
	explicit_bzero(form->text->str, form->text->allocated_len);
	g_string_free(form->text, TRUE);
	g_free(form);
}
