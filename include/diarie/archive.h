/* archive: zip files of strangers (PKWARE's APPNOTE 6.3), in memory: DOCX, ODT, and archives that came attached. For the rooms
 * that open such files. Parts that are stored or deflated are read, as the packaging standard has them (ECMA-376 part 2, annex
 * B); other methods, spanned archives and encryption are told and left alone.
 *
 * The directory at the end is believed for what is where, and for nothing else: each part is unpacked only as far as it says it
 * reaches, its size and checksum must come true, and an archive in which two parts share bytes is refused, since a few
 * kilobytes of that kind unpack to gigabytes. How much may be unpacked is the caller's to say, in its sink. */
#pragma once

#include <glib.h>

/* archive.c: the directory */

#define DI_ARCHIVE_ENTRIES_MAX 10000

typedef struct {
	char *name; /* UTF-8, as the archive has it, with folders and whatever else; NULL: it holds a zero byte */
	guint64 size_bytes, packed_bytes;
	gsize header_at; /* of its local header */
	gsize data_at;   /* 0: there is none that could be read */
	guint32 crc32;
	guint32 dos_time; /* the date above, the time below */
	guint16 flags, method;
	gboolean is_encrypted;
} DiArchiveEntry;

typedef struct DiArchive DiArchive;
typedef enum {
	DI_ARCHIVE_OK,
	DI_ARCHIVE_DAMAGED,  /* cut short, or its directory leads nowhere */
	DI_ARCHIVE_TOO_MANY, /* more than DI_ARCHIVE_ENTRIES_MAX */
	/* of one part */
	DI_ARCHIVE_ENCRYPTED,
	DI_ARCHIVE_STOPPED,  /* by the sink */
} DiArchiveEnd;
/* BYTES are referenced. NULL: END_OUT says why. */
DiArchive *di_archive_open(GBytes *bytes, DiArchiveEnd *end_out);
void di_archive_free(DiArchive *archive);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiArchive, di_archive_free)
guint di_archive_count(const DiArchive *archive);
const DiArchiveEntry *di_archive_entry(const DiArchive *archive, guint index);
/* FALSE: the directory and what it leads to contradict each other somewhere; what can be read is read by the directory. */
gboolean di_archive_is_tidy(const DiArchive *archive);
/* The bytes of part INDEX as they lie there; NULL: out of reach. Belongs to the archive's bytes. */
const guint8 *di_archive_packed(const DiArchive *archive, guint index);

/* unpack.c */

/* Takes SIZE unpacked bytes; FALSE: no more of them. */
typedef gboolean (*DiArchiveSink)(gpointer user, const char *bytes, gsize size);
/* Unpacks part INDEX into SINK. Whatever came before another end than DI_ARCHIVE_OK may not be used: its checksum is not known. */
DiArchiveEnd di_archive_unpack(const DiArchive *archive, guint index, DiArchiveSink sink, gpointer user) G_GNUC_WARN_UNUSED_RESULT;
