/* A stamped copy of a document, by its kind. */
#include "stamp.h"

#include "libqpdf.h"
#include "libxml.h"

gboolean
di_document_warm_up_stamp(void)
{
	return di_libxml_load() && di_libqpdf_load();
}

static const char *
value_of(GHashTable *values, const char *key)
{
	const char *value = g_hash_table_lookup(values, key);

	return value ? value : "";
}

GBytes *
di_document_stamp(GBytes *document, GHashTable *values, char **why_out)
{
	const DiStamp stamp = {value_of(values, "diarienummer"), value_of(values, "signatur"), value_of(values, "ankomstdatum")};
	gsize size = 0;
	const char *data = g_bytes_get_data(document, &size);
	DiFormat format = di_format_sniff(data, size);

	*why_out = NULL;
	if (format == DI_FORMAT_DOCX)
		return di_stamp_docx(document, &stamp, why_out);
	if (format == DI_FORMAT_PDF)
		return di_stamp_pdf(document, &stamp, why_out);
	*why_out = g_strdup("Bara Word-filer (docx) och pdf kan stämplas.");
	return NULL;
}
