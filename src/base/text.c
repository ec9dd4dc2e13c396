/* Swedish text as people write it: cleaned, compared, shown. */
#include <diarie/base.h>
#include <diarie/bytes.h>

#include <string.h>

static gboolean
is_bidi_control(gunichar c)
{
	return c == 0x200e || c == 0x200f || c == 0x061c || (c >= 0x202a && c <= 0x202e) ||
		(c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_zero_width(gunichar c)
{
	return c == 0x00ad || (c >= 0x200b && c <= 0x200d) || c == 0xfeff || c == 0x2060;
}

static gboolean
is_white(gunichar c)
{
	if (c < 0x80)
		return g_ascii_isspace((char)c);
	return g_unichar_isspace(c) || c == 0x00a0 || c == 0x202f || c == 0x2007;
}

/* Without C0 controls but tab and LF, CRLF and CR made into LF. OUT has room for SIZE bytes and a NUL; how many were written. */
static gsize
copy_text(char *out, const char *bytes, gsize size)
{
	char *to = out;

	for (gsize i = 0; i < size; i++) {
		char c = bytes[i];

		if (c == '\r') {
			*to++ = '\n';
			if (i + 1 < size && bytes[i + 1] == '\n')
				i++;
		} else if (c == '\t' || c == '\n' || (guchar)c >= 0x20) {
			if (c != 0x7f)
				*to++ = c;
		}
	}
	*to = '\0';
	return (gsize)(to - out);
}

/* How many bytes of TEXT are put into normal form together: up to an ASCII character, which is composed with nothing before it. */
static gsize
piece_length(const char *text, gsize size)
{
	enum { LEAST = 4096, MOST = 65536 };
	gsize n = MIN(size, LEAST), most = MIN(size, MOST);

	while (n < most && (guchar)text[n] >= 0x80)
		n++;
	while (n < size && ((guchar)text[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* Nothing below U+0300 is ever composed or split, nor are dashes and quotes: Swedish text is copied as it is. */
static gboolean
is_composed(const char *text, gsize size)
{
	const guchar *at = (const guchar *)text, *end = at + size;

	while (at < end && (*at < 0xcc || (end - at > 2 && at[0] == 0xe2 && at[1] == 0x80 && at[2] >= 0x82)))
		at++;
	return at == end;
}

char *
di_text_nfc(const char *text, gssize size)
{
	gsize length = size < 0 ? strlen(text) : (gsize)size, n;
	g_autoptr(GString) out = NULL;

	if (!di_bytes_are_utf8(text, length))
		return NULL;
	if (is_composed(text, length))
		return g_strndup(text, length);
	out = g_string_sized_new(length);
	for (gsize at = 0; at < length; at += n) {
		g_autofree char *piece = NULL;

		n = piece_length(text + at, length - at);
		piece = g_utf8_normalize(text + at, (gssize)n, G_NORMALIZE_NFC);
		g_string_append(out, piece);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *
di_text_copy(GBytes *bytes)
{
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);

	return size > 0 ? g_strndup(text, size) : g_strdup("");
}

char *
di_text_from_bytes(const char *bytes, gssize size)
{
	gsize length = size < 0 ? strlen(bytes) : (gsize)size;
	g_autofree char *copy = NULL;
	char *normal;

	if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		length -= 3;
	}
	copy = g_malloc(length + 1);
	length = copy_text(copy, bytes, length);
	if (!di_bytes_are_utf8(copy, length)) {
		char *converted = di_text_from_legacy(copy, length);

		g_free(copy);
		copy = converted;
	}
	normal = di_text_nfc(copy, -1);
	return normal ? normal : g_strdup("");
}

/* Bytes that are not copied as they are: white space, and those that white space beyond ASCII begins with (U+00A0, U+1680, U+2000 to
 * U+205F, U+3000); controls, for once. */
static inline guint8
may_be_white(guint8 byte)
{
	return (guint8)(byte <= ' ') | (guint8)(byte == 0xc2) | (guint8)((guint8)(byte - 0xe1) < 3);
}

/* Single spaces between other bytes stay, too. */
static inline guint8
ends_squeezed(guint8 byte, guint8 next)
{
	return may_be_white(byte) & ((guint8)(byte != ' ') | may_be_white(next));
}

static const char *
skip_white(const char *at)
{
	while (*at && ((guchar)*at < 0x80 ? g_ascii_isspace(*at) : is_white(g_utf8_get_char(at))))
		at = di_utf8_next(at);
	return at;
}

gboolean
di_text_has_word(const char *text)
{
	for (; *text; text = di_utf8_next(text))
		if (g_unichar_isalnum(g_utf8_get_char(text)))
			return TRUE;
	return FALSE;
}

/* Never longer than TEXT: written straight into a buffer, since the miner does little else. */
char *
di_text_squeeze(const char *text)
{
	const char *at = skip_white(text), *end = at + strlen(at), *next;
	char *out = g_malloc((gsize)(end - at) + 1), *to = out;

	while (*at) {
		next = skip_white(at);
		if (next > at && *next)
			*to++ = ' ';
		at = next;
		next = at + di_bytes_before(at, (gsize)(end - at), ends_squeezed);
		if (next == at) /* no white space, though it begins as some does; a last character may be cut short */
			next = at + strnlen(at, (gsize)(di_utf8_next(at) - at));
		memcpy(to, at, (gsize)(next - at));
		to += next - at;
		at = next;
	}
	*to = '\0';
	return out;
}

static gunichar
plain_sign(gunichar c)
{
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x2043)
		return '-';
	if (c == 0x201c || c == 0x201d || c == 0x201e || c == 0x00ab || c == 0x00bb)
		return '"';
	if (c == 0x2018 || c == 0x2019 || c == 0x00b4)
		return '\'';
	return c;
}

/* Each report is folded whole for its key: straight into a buffer, where two bytes may become three, and no more. */
char *
di_text_fold(const char *text)
{
	g_autofree char *normal = di_text_nfc(text, -1);
	const char *at = normal ? normal : "";
	char *out = g_malloc(2 * strlen(at) + 1), *to = out;
	gboolean gap = FALSE;

	for (; *at; at = di_utf8_next(at)) {
		gunichar c = (guchar)*at < 0x80 ? (guchar)*at : g_utf8_get_char(at);
		gboolean is_plain = c > ' ' && c < 0x80;

		if (!is_plain && is_zero_width(c))
			continue;
		if (!is_plain && is_white(c)) {
			gap = to > out;
			continue;
		}
		if (gap)
			*to++ = ' ';
		gap = FALSE;
		if (c < 0x80)
			*to++ = g_ascii_tolower((char)c);
		else
			to += g_unichar_to_utf8(g_unichar_tolower(plain_sign(c)), to);
	}
	*to = '\0';
	return g_realloc(out, (gsize)(to - out) + 1);
}

enum { COMPARE_MAX = 2000 };

static double
similarity(const gunichar *a, glong n_a, const gunichar *b, glong n_b)
{
	g_autofree glong *row = g_new(glong, (gsize)n_b + 1);

	for (glong j = 0; j <= n_b; j++)
		row[j] = j;
	for (glong i = 1; i <= n_a; i++) {
		glong diagonal = row[0];

		row[0] = i;
		for (glong j = 1; j <= n_b; j++) {
			glong change = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = MIN(change, MIN(row[j], row[j - 1]) + 1);
		}
	}
	return 1.0 - (double)row[n_b] / (double)MAX(n_a, n_b);
}

double
di_text_similarity(const char *a, const char *b)
{
	g_autofree char *folded_a = di_text_fold(a);
	g_autofree char *folded_b = di_text_fold(b);
	glong n_a, n_b;
	g_autofree gunichar *wide_a = g_utf8_to_ucs4_fast(folded_a, -1, &n_a);
	g_autofree gunichar *wide_b = g_utf8_to_ucs4_fast(folded_b, -1, &n_b);

	n_a = MIN(n_a, COMPARE_MAX);
	n_b = MIN(n_b, COMPARE_MAX);
	if (n_a == 0 || n_b == 0)
		return n_a == n_b ? 1.0 : 0.0;
	return similarity(wide_a, n_a, wide_b, n_b);
}

static gboolean
must_be_shown(gunichar c, gboolean keep_lines)
{
	if (c == '\n')
		return !keep_lines;
	return (c < 0x20 && !(c == '\t' && keep_lines)) || (c >= 0x7f && c < 0xa0) || is_bidi_control(c) ||
		c == 0x2028 || c == 0x2029;
}

/* No control, and nothing that begins as one beyond ASCII does (U+0080 to U+009F, U+061C, U+2000 to U+207F): most of what is Swedish,
 * and our own marks. */
static gboolean
is_plainly_visible(const char *text)
{
	const guchar *at = (const guchar *)text;

	while (*at >= 0x20 && *at != 0x7f && *at != 0xc2 && *at != 0xd8 && (*at != 0xe2 || at[1] > 0x81))
		at++;
	return !*at && g_utf8_validate(text, -1, NULL);
}

char *
di_text_visible(const char *text, gboolean keep_lines)
{
	g_autofree char *valid = NULL;
	GString *out;

	if (is_plainly_visible(text))
		return g_strdup(text);
	valid = g_utf8_make_valid(text, -1);
	out = g_string_sized_new(strlen(valid));

	for (const char *at = valid; *at; at = di_utf8_next(at)) {
		gunichar c = g_utf8_get_char(at);

		if (must_be_shown(c, keep_lines))
			g_string_append_printf(out, "\\u%04X", c);
		else
			g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}

char *
di_text_cut(const char *text, glong max)
{
	if (g_utf8_strlen(text, -1) <= max)
		return g_strdup(text);
	return g_utf8_substring(text, 0, max);
}

/* RFC 5321 4.5.3.1.3: a path is at most 256 octets with its angle brackets. */
enum { ADDRESS_MAX = 254 };

char *
di_text_address(const char *text)
{
	const char *at = text ? strchr(text, '@') : NULL;
	const char *dot = at ? strchr(at, '.') : NULL;
	g_autofree char *local = NULL;
	g_autofree char *domain = NULL;

	if (!at || at == text || !dot || dot == at + 1 || strlen(text) > ADDRESS_MAX ||
		g_str_has_suffix(text, ".") || strstr(at, "..") || *text == '.')
		return NULL;
	for (const char *c = text; c < at; c++)
		if (!g_ascii_isalnum(*c) && !strchr(".!#$%&'*+/=?^_{|}~-", *c))
			return NULL;
	for (const char *c = at + 1; *c; c++)
		if (!g_ascii_isalnum(*c) && *c != '.' && *c != '-')
			return NULL;
	local = g_strndup(text, (gsize)(at - text));
	domain = g_ascii_strdown(at + 1, -1);
	return g_strconcat(local, "@", domain, NULL);
}

/* Where a letter stands in the Swedish alphabet: a–z, å, ä, ö; é with e, ü with y; everything else by its code. */
static gunichar
alphabetic(gunichar c)
{
	if (c < 0x80)
		return (gunichar)g_ascii_tolower((char)c);
	switch (g_unichar_tolower(c)) {
	case 0xe5: /* å */
		return 'z' + 1;
	case 0xe4: /* ä */
	case 0xe6: /* æ */
		return 'z' + 2;
	case 0xf6: /* ö */
	case 0xf8: /* ø */
		return 'z' + 3;
	case 0xe8:
	case 0xe9:
	case 0xeb:
		return 'e';
	case 0xe0:
	case 0xe1:
		return 'a';
	case 0xfc:
		return 'y';
	default:
		return g_unichar_tolower(c);
	}
}

/* Just before the first byte in which two texts differ, where a character begins. */
static gsize
same_beginning(const char *a, const char *b)
{
	gsize n = 0;

	while (a[n] && a[n] == b[n])
		n++;
	while (n > 0 && ((guchar)a[n] & 0xc0) == 0x80)
		n--;
	while (n > 0 && ((guchar)b[n] & 0xc0) == 0x80)
		n--;
	return n;
}

int
di_text_compare(const char *a, const char *b)
{
	gsize same = same_beginning(a, b);
	const char *first = a + same, *second = b + same;

	for (; *first && *second; first = di_utf8_next(first), second = di_utf8_next(second)) {
		gunichar one = alphabetic(g_utf8_get_char(first)), other = alphabetic(g_utf8_get_char(second));

		if (one != other)
			return one < other ? -1 : 1;
	}
	if (*first || *second)
		return *first ? 1 : -1;
	return strcmp(a, b);
}

gboolean
di_text_is_loopback(const char *host)
{
	if (g_str_has_prefix(host, "127."))
		return g_hostname_is_ip_address(host);
	return g_str_equal(host, "localhost") || g_str_equal(host, "::1");
}

char *
di_size_short(gint64 size_bytes)
{
	gint64 tenths = size_bytes / 100000;

	if (size_bytes < 1000)
		return g_strdup_printf("%" G_GINT64_FORMAT " byte", size_bytes);
	if (tenths < 10)
		return g_strdup_printf("%" G_GINT64_FORMAT " kB", (size_bytes + 500) / 1000);
	return g_strdup_printf("%" G_GINT64_FORMAT ",%d MB", tenths / 10, (int)(tenths % 10));
}
