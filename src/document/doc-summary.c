/* What a legacy Word document says of itself: of its summary's properties ([MS-OLEPS] 2.21) the keywords, which may name the form
 * that it is. In whatever character set they are, what is looked for in them is ASCII. */
#include "doc.h"

void
di_doc_read_summary(DiDocument *document, DiSpan file)
{
	enum { SECTION_AT = 44, FIRST_ENTRY = 8, ENTRIES_MAX = 100, KEYWORDS = 5, TEXT_MAX = 4096 };
	g_autoptr(GBytes) summary = di_ole_stream(file, "\005SummaryInformation");
	gsize size = 0;
	const guint8 *data = summary ? g_bytes_get_data(summary, &size) : NULL;
	DiSpan all = {data, size}, section = di_span_part(all, di_span_u32(all, SECTION_AT), all.size), text;
	guint32 n = MIN(di_span_u32(section, 4), ENTRIES_MAX);
	g_autoptr(GString) keywords = g_string_new(NULL);

	for (guint32 i = 0; i < n; i++) {
		guint32 at = di_span_u32(section, FIRST_ENTRY + 8 * i + 4);

		if (di_span_u32(section, FIRST_ENTRY + 8 * i) != KEYWORDS)
			continue;
		text = di_span_part(section, (size_t)at + 8, MIN(di_span_u32(section, (size_t)at + 4), TEXT_MAX));
		for (size_t j = 0; j < text.size; j++)
			if (text.bytes[j])
				g_string_append_c(keywords, (char)text.bytes[j]);
	}
	di_identity_take(document, keywords->str);
}
