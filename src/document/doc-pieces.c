/* The piece table of a legacy Word document: which character position lies where in the stream. */
#include "doc.h"

#define MAX_PIECES 100000

struct DiDocPieces {
	GArray *all; /* DiDocPiece */
	guint last;  /* the one that was used last: positions are asked for in order */
};

/* CLX: property lists that are passed over, then the piece table ([MS-DOC] 2.9.38). */
DiDocPieces *
di_doc_pieces_new(DiSpan clx)
{
	DiDocPieces *pieces = g_new0(DiDocPieces, 1);
	size_t at = 0, count;

	pieces->all = g_array_new(FALSE, FALSE, sizeof(DiDocPiece));
	while (di_span_u8(clx, at) == 1)
		at += 3 + (size_t)di_span_u16(clx, at + 1);
	if (di_span_u8(clx, at) != 2)
		return pieces;
	clx = di_span_part(clx, at + 5, di_span_u32(clx, at + 1));
	count = clx.size >= 4 ? (clx.size - 4) / 12 : 0;
	for (size_t i = 0; i < MIN(count, MAX_PIECES); i++) {
		guint32 place = di_span_u32(clx, (count + 1) * 4 + i * 8 + 2);
		DiDocPiece piece = {.from = di_span_u32(clx, i * 4), .to = di_span_u32(clx, (i + 1) * 4)};

		piece.narrow = (place & 0x40000000) != 0;
		piece.place = piece.narrow ? (place & 0x3fffffff) / 2 : place & 0x3fffffff;
		if (piece.to > piece.from)
			g_array_append_val(pieces->all, piece);
	}
	return pieces;
}

void
di_doc_pieces_free(DiDocPieces *pieces)
{
	if (!pieces)
		return;
	g_array_unref(pieces->all);
	g_free(pieces);
}

const DiDocPiece *
di_doc_piece_at(DiDocPieces *pieces, guint32 position)
{
	for (guint tried = 0; tried <= pieces->all->len && pieces->all->len > 0; tried++) {
		const DiDocPiece *piece;

		if (pieces->last >= pieces->all->len)
			pieces->last = 0;
		piece = &g_array_index(pieces->all, DiDocPiece, pieces->last);
		if (position >= piece->from && position < piece->to)
			return piece;
		pieces->last++;
	}
	return NULL;
}

guint32
di_doc_piece_place(const DiDocPiece *piece, guint32 position)
{
	return piece->place + (position - piece->from) * (piece->narrow ? 1 : 2);
}

gunichar
di_doc_piece_character(const DiDocPiece *piece, DiSpan document, guint32 place)
{
	static const gunichar high[32] = {0x20ac, 0, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160,
		0x2039, 0x152, 0, 0x17d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122,
		0x161, 0x203a, 0x153, 0, 0x17e, 0x178};
	guint8 byte;

	if (!piece->narrow)
		return di_span_u16(document, place);
	byte = di_span_u8(document, place);
	return byte >= 0x80 && byte < 0xa0 ? high[byte - 0x80] : byte;
}
