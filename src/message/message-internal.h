/* The modules of the room among themselves. */
#pragma once

#include <diarie/message.h>

#include "gmime-lib.h"

/* GMime defines none for its classes. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeParser, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMessage, g_object_unref)

#define DI_HEADER_BYTES_MAX ((gsize)1 << 20)
enum {
	DI_NESTING_MAX = 100,     /* levels of multiparts and mails within mails that are walked */
	DI_NESTING_NOTED = 50,    /* from here a person is told */
	DI_PARTS_MAX = 2000,
	DI_HEADER_FIELDS_MAX = 5000, /* fields looked at */
	DI_LINE_CHARS_MAX = 1000,
	DI_NAME_CHARS_MAX = 200,
	DI_ADDRESSES_MAX = 200,
};

/* message.c */
void di_message_give_up(DiMessage *message, const char *why); /* the first reason stays */
GMimeParserOptions *di_message_options(void);                 /* the room's own; do not free */
/* A parser's message over BYTES; NULL: no header in them. */
GMimeMessage *di_message_parse(GBytes *bytes);

gboolean di_begins_with_field(const char *bytes, gsize size);

/* lines.c: HEADER is the length of what ends with an empty line, as CR LF and LF make one */

/* BYTES with CR LF for each CR CR LF, where one stands in the header; else BYTES itself. */
GBytes *di_lines_single(GBytes *bytes, gsize header);
/* The header of a mail whose sender ends lines by CR, with LF for each; NULL: it is none such. */
GBytes *di_lines_cr_header(GBytes *bytes, gsize header);

/* groups.c: BYTES, or a copy without the colons that would be too many for GMime */
GBytes *di_groups_tame(GBytes *bytes);

/* clean.c */

/* A header value for people: one line, UTF-8 in NFC, no controls or direction marks, bounded. NULL stays NULL. */
char *di_header_line(const char *value);
/* A file name without folders; NULL where nothing is left. */
char *di_header_file_name(const char *name);
/* TEXT's bytes as UTF-8: valid UTF-8, else CHARSET (may be NULL or unknown), else windows-1252. */
char *di_body_text(const char *bytes, gsize size, const char *charset);
/* format=flowed (RFC 3676) made into whole lines. */
char *di_body_unflow(const char *text, gboolean delete_space);

/* decode.c */

/* The part's content without its transfer encoding. Sets LOST_OUT where most of it could not be decoded. */
GBytes *di_part_decode(GMimePart *part, gsize *raw_bytes_out, gboolean *lost_out);
/* Takes uuencoded files out of TEXT: each is given to FOUND; what is left comes back, NULL: there was none. */
typedef void (*DiUuFound)(const char *name, GBytes *bytes, gpointer user);
char *di_body_take_uuencoded(const char *text, DiUuFound found, gpointer user);

/* headers.c */
void di_headers_read(DiMessage *message, GMimeMessage *mime);

/* walk.c */
void di_walk(DiMessage *message, GMimeMessage *mime, gsize raw_bytes);

/* cms.c: no cryptography, only what lies inside */

typedef enum { DI_CMS_OTHER, DI_CMS_SIGNED, DI_CMS_ENCRYPTED } DiCms;
/* SIGNED: CONTENT_OUT is the signed content (NULL where it is detached). */
DiCms di_cms_open(GBytes *bytes, GBytes **content_out);

/* tnef.c: winmail.dat. Each attachment is given to FOUND; FALSE: not all could be opened. */
typedef void (*DiTnefFound)(const char *name, GBytes *bytes, gpointer user);
gboolean di_tnef_open(GBytes *bytes, DiTnefFound found, gpointer user);
/* The mail's own text, as RTF; NULL: it has none. */
GBytes *di_tnef_rtf(GBytes *bytes);

/* lzfu.c: compressed RTF. NULL: it is none, or larger than it may be. */
#define DI_RTF_BYTES_MAX (16u << 20)
GBytes *di_lzfu_open(const guint8 *bytes, gsize size);
/* Names and types PART, which is to hold a mail's text as RTF, and gives it its bytes: the page that Exchange packed into it, or itself. */
void di_rtf_fill_part(GBytes *rtf, DiPart *part);

/* rtf-html.c: the page that Exchange packed into RTF, as UTF-8; NULL: none. */
char *di_rtf_html(GBytes *rtf);

/* delivery.c: RFC 3464 */
void di_delivery_read(DiMessage *message, const char *status_text);
/* The Message-ID of the mail that did not arrive, from its headers. */
void di_delivery_read_original(DiMessage *message, const char *headers);
/* Of a machine's mail that is no such report: the same out of its words, where they say that it is for good. */
void di_delivery_read_words(DiMessage *message);

/* scan.c: does OBJECT stand for an attachment that is being scanned? */
gboolean di_scan_is_stand_in(GMimeObject *object);

/* links.c */
gboolean di_links_to_cloud(const char *text);
