/* CMS (RFC 5652) opened without any cryptography: the signed content is taken out, and what is
 * encrypted is recognised. A bounded walk over BER: mail programs write indefinite lengths too. */
#include "message-internal.h"

#include <string.h>

enum { NESTING_MAX = 16, TAG_SEQUENCE = 0x30, TAG_OID = 0x06, TAG_OCTETS = 0x04, TAG_OCTETS_IN_PIECES = 0x24, TAG_ZERO = 0xa0 };

typedef struct {
	const guint8 *at, *end;
} Span;

typedef struct {
	guint8 tag;
	Span value;
} Element;

/* The length octets at IN; FALSE: not understood. -1: indefinite. */
static gboolean
read_length(Span *in, gint64 *length_out)
{
	guint8 first;

	if (in->at >= in->end)
		return FALSE;
	first = *in->at++;
	if (first == 0x80) {
		*length_out = -1;
		return TRUE;
	}
	if (first < 0x80) {
		*length_out = first;
		return TRUE;
	}
	if ((first & 0x7f) > 4 || in->end - in->at < (first & 0x7f))
		return FALSE;
	*length_out = 0;
	for (int i = 0; i < (first & 0x7f); i++)
		*length_out = *length_out << 8 | *in->at++;
	return TRUE;
}

static gboolean next_element(Span *in, int depth, Element *out);

/* Until the two zero octets that end an indefinite length. */
static gboolean
read_indefinite(Span *in, int depth, Element *out)
{
	Element inner;

	out->value.at = in->at;
	while (in->end - in->at >= 2) {
		if (in->at[0] == 0 && in->at[1] == 0) {
			out->value.end = in->at;
			in->at += 2;
			return TRUE;
		}
		if (!next_element(in, depth + 1, &inner))
			return FALSE;
	}
	return FALSE;
}

static gboolean
next_element(Span *in, int depth, Element *out)
{
	gint64 length;

	if (depth > NESTING_MAX || in->end - in->at < 2 || (*in->at & 0x1f) == 0x1f)
		return FALSE;
	out->tag = *in->at++;
	if (!read_length(in, &length))
		return FALSE;
	if (length < 0)
		return (out->tag & 0x20) && read_indefinite(in, depth, out);
	if (length > in->end - in->at)
		return FALSE;
	out->value = (Span){in->at, in->at + length};
	in->at += length;
	return TRUE;
}

static gboolean
next_of(Span *in, guint8 tag, Element *out)
{
	return next_element(in, 0, out) && out->tag == tag;
}

static gboolean
gather_octets(const Element *element, int depth, GByteArray *out)
{
	Span in = element->value;
	Element piece;

	if (element->tag == TAG_OCTETS) {
		g_byte_array_append(out, in.at, (guint)(in.end - in.at));
		return TRUE;
	}
	if (element->tag != TAG_OCTETS_IN_PIECES || depth > NESTING_MAX)
		return FALSE;
	while (in.at < in.end)
		if (!next_element(&in, 0, &piece) || !gather_octets(&piece, depth + 1, out))
			return FALSE;
	return TRUE;
}

/* SignedData ::= SEQUENCE { version, digestAlgorithms, encapContentInfo SEQUENCE { type, [0] OCTET STRING }, … */
static GBytes *
signed_content(Span in)
{
	Element data, skipped, inner, explicit_zero, octets;
	GByteArray *out;

	if (!next_of(&in, TAG_SEQUENCE, &data) || !next_element(&data.value, 0, &skipped) ||
		!next_element(&data.value, 0, &skipped) || !next_of(&data.value, TAG_SEQUENCE, &inner) ||
		!next_of(&inner.value, TAG_OID, &skipped) || !next_of(&inner.value, TAG_ZERO, &explicit_zero) ||
		!next_element(&explicit_zero.value, 0, &octets))
		return NULL;
	out = g_byte_array_new();
	if (gather_octets(&octets, 0, out))
		return g_byte_array_free_to_bytes(out);
	g_byte_array_unref(out);
	return NULL;
}

static gboolean
is_oid(const Element *oid, const char *bytes, gsize size)
{
	return (gsize)(oid->value.end - oid->value.at) == size && memcmp(oid->value.at, bytes, size) == 0;
}
#define IS_OID(oid, literal) is_oid((oid), (literal), sizeof(literal) - 1)

DiCms
di_cms_open(GBytes *bytes, GBytes **content_out)
{
	gsize size;
	const guint8 *data = g_bytes_get_data(bytes, &size);
	Span in = {data, data + size};
	Element info, oid, content;

	*content_out = NULL;
	if (!next_of(&in, TAG_SEQUENCE, &info) || !next_of(&info.value, TAG_OID, &oid))
		return DI_CMS_OTHER;
	/* envelopedData, signedAndEnvelopedData, encryptedData, authEnvelopedData */
	if (IS_OID(&oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03") || IS_OID(&oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x04") ||
		IS_OID(&oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06") ||
		IS_OID(&oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17"))
		return DI_CMS_ENCRYPTED;
	if (!IS_OID(&oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02") || !next_of(&info.value, TAG_ZERO, &content))
		return DI_CMS_OTHER;
	*content_out = signed_content(content.value);
	return DI_CMS_SIGNED;
}
