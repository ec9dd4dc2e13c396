/* PDF: any bytes as what a page draws. What is upright is gathered by pdf-upright.cc, the rest is poppler's. */
#include "fuzz-blocks.h"

static const char before[] =
	"%PDF-1.4\n"
	"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 5 0 R/Resources<</Font<</F 4 0 R/B 6 0 R>>>>>>endobj\n"
	"4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n"
	"6 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>endobj\n";
static const char after[] = "\nendstream endobj\ntrailer<</Root 1 0 R>>\n";

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	GByteArray *file = g_byte_array_new();
	g_autofree char *stream = g_strdup_printf("5 0 obj<</Length %" G_GSIZE_FORMAT ">>stream\n", size);
	g_autoptr(GBytes) whole = NULL;

	g_byte_array_append(file, (const guint8 *)before, sizeof before - 1);
	g_byte_array_append(file, (const guint8 *)stream, (guint)strlen(stream));
	g_byte_array_append(file, bytes, (guint)size);
	g_byte_array_append(file, (const guint8 *)after, sizeof after - 1);
	whole = g_byte_array_free_to_bytes(file);
	check_document(DI_FORMAT_PDF, whole);
	return 0;
}
