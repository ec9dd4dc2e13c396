/* Any bytes as a register: no crash, and what comes out can stand in a letter and in the database. */
#include "fuzz.h"
#include <diarie/registry.h>

static void
must_be_text(const char *value)
{
	if (value && !g_utf8_validate(value, -1, NULL))
		g_error("a value is no UTF-8");
	for (const char *at = value; at && *at; at = di_utf8_next(at)) {
		if (g_utf8_get_char(at) < 0x20)
			g_error("a control character in a value");
	}
}

static void
must_be_right(const DiInsatsRow *row)
{
	must_be_text(row->namn);
	must_be_text(row->huvudman);
	if (!*row->namn || !*row->huvudman)
		g_error("a row without a name");
	if (row->start != DI_DATE_NONE && row->slut != DI_DATE_NONE && row->slut < row->start)
		g_error("a row that ends before it begins");
	for (guint i = 0; i < row->kontakter->len; i++) {
		const DiContact *contact = row->kontakter->pdata[i];
		g_autofree char *address = di_text_address(contact->address);

		must_be_text(contact->name);
		if (!address)
			g_error("a contact without an address");
	}
	for (guint i = 0; row->alias && row->alias[i]; i++)
		must_be_text(row->alias[i]);
}

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	g_autoptr(GPtrArray) rows = di_insats_csv_parse((const char *)bytes, size, NULL);

	for (guint i = 0; rows && i < rows->len; i++)
		must_be_right(rows->pdata[i]);
	return 0;
}
