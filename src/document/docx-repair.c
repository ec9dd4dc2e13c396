/* LibreOffice (7.4 at least) saves a text box beside a link, as the form has it, with an end of <w:hyperlink> too many: no XML any
 * more, and Word refuses it as LibreOffice itself does. Nothing is lost in it: the end goes, and the part is read. */
#include "docx.h"

#include <string.h>

#define LINK "w:hyperlink"

/* A name within the XML. */
typedef struct {
	const char *at;
	gsize bytes;
} Name;

static Name
name_at(const char *at)
{
	return (Name){at, strcspn(at, " \t\r\n/>")};
}

static gboolean
same_name(const Name *a, const Name *b)
{
	return a->bytes == b->bytes && memcmp(a->at, b->at, a->bytes) == 0;
}

/* One tag, from its "<" at AT to CLOSE, its ">". FALSE: it ends what is not open. */
static gboolean
pass_tag(GArray *open, const char *at, const char *close)
{
	Name name = name_at(at + (at[1] == '/' ? 2 : 1));

	if (at[1] == '?' || at[1] == '!' || (at[1] != '/' && close[-1] == '/'))
		return TRUE;
	if (at[1] != '/') {
		g_array_append_val(open, name);
		return TRUE;
	}
	if (open->len == 0 || !same_name(&g_array_index(open, Name, open->len - 1), &name))
		return FALSE;
	g_array_set_size(open, open->len - 1);
	return TRUE;
}

gboolean
di_docx_drop_stray_ends(GString *xml)
{
	static const Name link = {LINK, sizeof LINK - 1};
	g_autoptr(GString) out = g_string_sized_new(xml->len);
	g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(Name));
	const char *rest = xml->str, *close;

	for (const char *at = strchr(rest, '<'); at; at = strchr(close, '<')) {
		Name name = name_at(at + 2);

		close = strchr(at, '>');
		if (!close)
			return FALSE;
		if (pass_tag(open, at, close))
			continue;
		if (!same_name(&name, &link))
			return FALSE; /* something else is wrong, too */
		g_string_append_len(out, rest, at - rest);
		rest = close + 1;
	}
	if (rest == xml->str)
		return FALSE;
	g_string_append(out, rest);
	g_string_assign(xml, out->str);
	return TRUE;
}
