/* A stamp on a PDF's first page: number, day of arrival and signature in a small box in the upper right corner, as a rubber stamp would
 * stand there. The page's own content is kept as it is, between q and Q; the box is drawn after it. The same input gives the same bytes. */
#include "stamp.h"

#include <string.h>

#include "libqpdf.h"

#define Q di_libqpdf
#define FONT "/DiarieStamp"

/* Points (1/72 inch) */
static const double size = 8, pad = 4, height = 16, margin = 10;

/* Widths of Helvetica in thousandths of its size (AFM); capitals and letters by their mean, which the box's padding takes up. */
static double
width_of(const char *text)
{
	double width = 0;

	for (const char *at = text; *at; at = di_utf8_next(at)) {
		gunichar c = g_utf8_get_char(at);

		if (c == ' ' || strchr(".,:;-/()'il|!", (int)(c < 128 ? c : 'x')))
			width += 300;
		else
			width += g_unichar_isupper(c) ? 700 : 556;
	}
	return width * size / 1000;
}

/* A string of PDF in WinAnsiEncoding, whose upper half is Latin-1 but for 80–9F. */
static void
add_string(GString *out, const char *text)
{
	g_string_append_c(out, '(');
	for (const char *at = text; *at; at = di_utf8_next(at)) {
		gunichar c = g_utf8_get_char(at);

		if (c < 0x20 || c > 0xff || (c >= 0x7f && c < 0xa0))
			c = '?';
		g_string_append_printf(out, "\\%03o", (guint)c);
	}
	g_string_append(out, ") Tj\n");
}

static void
add_numbers(GString *out, const double *numbers, guint n, const char *operator)
{
	for (guint i = 0; i < n; i++) {
		char text[G_ASCII_DTOSTR_BUF_SIZE];

		g_string_append_printf(out, "%s ", g_ascii_formatd(text, sizeof text, "%.2f", numbers[i]));
	}
	g_string_append_printf(out, "%s\n", operator);
}

typedef struct {
	double x1, y1, x2, y2;
} Box;

static gboolean
read_box(qpdf_data pdf, qpdf_oh page, const char *key, Box *box)
{
	qpdf_oh array = Q.qpdf_oh_get_key(pdf, page, key);
	double n[4];

	if (!Q.qpdf_oh_is_array(pdf, array) || Q.qpdf_oh_get_array_n_items(pdf, array) != 4)
		return FALSE;
	for (int i = 0; i < 4; i++)
		n[i] = Q.qpdf_oh_get_numeric_value(pdf, Q.qpdf_oh_get_array_item(pdf, array, i));
	*box = (Box){MIN(n[0], n[2]), MIN(n[1], n[3]), MAX(n[0], n[2]), MAX(n[1], n[3])};
	return box->x2 - box->x1 > 1 && box->y2 - box->y1 > 1;
}

/* The page is shown turned by ROTATE: a matrix whose x runs to the right of who looks and y upwards, from the corner that is lower left
 * to them; and the page's width and height as they see them. */
static void
turn(Box box, int rotate, double matrix[6], double *width, double *tall)
{
	static const double turned[4][4] = {{1, 0, 0, 1}, {0, 1, -1, 0}, {-1, 0, 0, -1}, {0, -1, 1, 0}};
	int quarter = ((rotate / 90) % 4 + 4) % 4;
	double w = box.x2 - box.x1, h = box.y2 - box.y1;

	memcpy(matrix, turned[quarter], sizeof turned[quarter]);
	matrix[4] = quarter == 1 || quarter == 2 ? box.x2 : box.x1;
	matrix[5] = quarter == 2 || quarter == 3 ? box.y2 : box.y1;
	*width = quarter % 2 ? h : w;
	*tall = quarter % 2 ? w : h;
}

static char *
drawing(Box box, int rotate, const char *text)
{
	GString *out = g_string_new("\nQ\nq\n");
	double matrix[6], width, tall, wide = width_of(text) + 2 * pad;
	double x, y;

	turn(box, rotate, matrix, &width, &tall);
	x = MAX(0, width - margin - wide);
	y = tall - margin - height;
	add_numbers(out, matrix, 6, "cm");
	g_string_append(out, "1 g 0 G 0.7 w\n");
	add_numbers(out, (const double[]){x, y, wide, height}, 4, "re B");
	g_string_append(out, "BT 0 g " FONT " 8 Tf\n");
	add_numbers(out, (const double[]){x + pad, y + 5}, 2, "Td");
	add_string(out, text);
	g_string_append(out, "ET\nQ\n");
	return g_string_free(out, FALSE);
}

static qpdf_oh
stream_of(qpdf_data pdf, const char *text)
{
	qpdf_oh stream = Q.qpdf_oh_new_stream(pdf);

	Q.qpdf_oh_replace_stream_data(pdf, stream, (const unsigned char *)text, strlen(text), Q.qpdf_oh_new_null(pdf), Q.qpdf_oh_new_null(pdf));
	return stream;
}

/* A copy of the dictionary KEY of OWNER, since others may share it; an empty one where there is none. */
static qpdf_oh
own_dictionary(qpdf_data pdf, qpdf_oh owner, const char *key)
{
	qpdf_oh shared = Q.qpdf_oh_get_key(pdf, owner, key), own = Q.qpdf_oh_new_dictionary(pdf);

	if (!Q.qpdf_oh_is_dictionary(pdf, shared))
		return own;
	Q.qpdf_oh_begin_dict_key_iter(pdf, shared);
	while (Q.qpdf_oh_dict_more_keys(pdf)) {
		g_autofree char *name = g_strdup(Q.qpdf_oh_dict_next_key(pdf));

		Q.qpdf_oh_replace_key(pdf, own, name, Q.qpdf_oh_get_key(pdf, shared, name));
	}
	return own;
}

static void
add_font(qpdf_data pdf, qpdf_oh page)
{
	qpdf_oh resources = own_dictionary(pdf, page, "/Resources"), fonts = own_dictionary(pdf, resources, "/Font");

	Q.qpdf_oh_replace_key(pdf, fonts, FONT,
		Q.qpdf_oh_parse(pdf, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"));
	Q.qpdf_oh_replace_key(pdf, resources, "/Font", fonts);
	Q.qpdf_oh_replace_key(pdf, page, "/Resources", resources);
}

static void
add_content(qpdf_data pdf, qpdf_oh page, const char *drawn)
{
	qpdf_oh before = Q.qpdf_oh_get_key(pdf, page, "/Contents"), contents = Q.qpdf_oh_new_array(pdf);

	Q.qpdf_oh_append_item(pdf, contents, stream_of(pdf, "q\n"));
	if (Q.qpdf_oh_is_stream(pdf, before))
		Q.qpdf_oh_append_item(pdf, contents, before);
	for (int i = 0; Q.qpdf_oh_is_array(pdf, before) && i < Q.qpdf_oh_get_array_n_items(pdf, before); i++)
		Q.qpdf_oh_append_item(pdf, contents, Q.qpdf_oh_get_array_item(pdf, before, i));
	Q.qpdf_oh_append_item(pdf, contents, stream_of(pdf, drawn));
	Q.qpdf_oh_replace_key(pdf, page, "/Contents", contents);
}

static gboolean
stamp_page(qpdf_data pdf, const char *text)
{
	qpdf_oh page;
	g_autofree char *drawn = NULL;
	Box box;
	int rotate;

	if (Q.qpdf_push_inherited_attributes_to_page(pdf) >= QPDF_ERRORS || Q.qpdf_get_num_pages(pdf) < 1)
		return FALSE;
	page = Q.qpdf_get_page_n(pdf, 0);
	if (!read_box(pdf, page, "/CropBox", &box) && !read_box(pdf, page, "/MediaBox", &box))
		return FALSE;
	rotate = (int)Q.qpdf_oh_get_int_value(pdf, Q.qpdf_oh_get_key(pdf, page, "/Rotate"));
	drawn = drawing(box, rotate, text);
	add_font(pdf, page);
	add_content(pdf, page, drawn);
	return TRUE;
}

static GBytes *
written(qpdf_data pdf)
{
	if (Q.qpdf_init_write_memory(pdf) >= QPDF_ERRORS)
		return NULL;
	Q.qpdf_set_deterministic_ID(pdf, QPDF_TRUE);
	if (Q.qpdf_write(pdf) >= QPDF_ERRORS)
		return NULL;
	return g_bytes_new(Q.qpdf_get_buffer(pdf), Q.qpdf_get_buffer_length(pdf));
}

GBytes *
di_stamp_pdf(GBytes *document, const DiStamp *stamp, char **why_out)
{
	gsize length = 0;
	const char *data = g_bytes_get_data(document, &length);
	g_autofree char *text = g_strdup_printf("%s   Ankom %s   %s", stamp->number, stamp->arrived, stamp->signature);
	qpdf_data pdf = Q.qpdf_init();
	GBytes *bytes = NULL;

	Q.qpdf_silence_errors(pdf);
	Q.qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
	if (Q.qpdf_read_memory(pdf, "original", data, length, NULL) >= QPDF_ERRORS)
		*why_out = g_strdup("Pdf:en är skadad eller skyddad med lösenord och kan inte stämplas.");
	else if (Q.qpdf_is_encrypted(pdf))
		*why_out = g_strdup("Pdf:en är skyddad mot ändringar och kan inte stämplas.");
	else if (stamp_page(pdf, text))
		bytes = written(pdf);
	if (!bytes && !*why_out)
		*why_out = g_strdup("Pdf:ens första sida kan inte stämplas.");
	Q.qpdf_cleanup(&pdf);
	return bytes;
}
