/* The words between `worker` and diarie-extract; both include this, neither the other's door.
 *
 * Over a SOCK_STREAM socket on descriptor 3 of the helper (base/frame.c):
 *
 *   server → worker   DI_EXTRACT_READY   no payload, once, when the forms are read and the walls stand
 *   worker → server   DI_EXTRACT_ASK     payload: GVariant DI_EXTRACT_ASK_TYPE, fds: document (sealed
 *                                         memfd, read only), answer (socket, write end), parts (memfd)
 *   child  → answer   DI_EXTRACT_ANSWER  payload: JSON (below), one frame, at most DI_EXTRACT_ANSWER_MAX
 *   server → worker   DI_EXTRACT_ENDED   payload: GVariant DI_EXTRACT_ENDED_TYPE, when the child is gone
 *
 * A helper that was started for one document (--once) takes the ask first, says READY when its walls stand, closes the
 * socket and answers; the end of the process stands for DI_EXTRACT_ENDED.
 *
 * The child writes decoded parts one after another into `parts`; the JSON says where each one lies. Until then the first four bytes there
 * say what it is at (below), for the case that it dies of it: the same is then asked once more without that.
 *
 * JSON: {"lasare": reader version, "slag": "meddelande"|"dokument", "format": word or null,
 *  "meddelande": null or {"fran": [{"adress","namn"}], "svara_till", "amne", "message_id", "in_reply_to",
 *     "references": [], "till": [], "datum": µs or null, "mottaget": [{"av","tid"}], "autentisering": [],
 *     "maskin", "diarie_id", "studs": bool, "kvittens": bool, "krypterat": bool, "molnlank": bool,
 *     "studs_message_id", "studs_mottagare", "studs_atgard", "studs_status", "gav_upp": bool, "varfor",
 *     "svar": null or {"rader": [the writer's own lines], "lovat": day, "mer_tid": bool, "period_fran", "period_till",
 *        "ater": day, "ersattare", "ersattare_namn"}},
 *  "delar": [{"namn","typ","offset","storlek","sha256","text": bool,"logga": bool,"djup","foralder": −1 or index}],
 *  "rapporter": [contract objects, each with "del": index or null]} */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define DI_EXTRACT_FD 3
#define DI_EXTRACT_ANSWER_MAX ((size_t)8 << 20)
#define DI_EXTRACT_PARTS_MAX ((size_t)192 << 20)
/* What an answer may hold at most; the child cuts by these, and who reads it refuses by them. */
enum {
	DI_EXTRACT_PARTS_MOST = 4096,
	DI_EXTRACT_REPORTS_MOST = 256, /* of more, the mail is one that was given up */
	DI_EXTRACT_LIST_MOST = 256,    /* lines, senders, traces */
	DI_EXTRACT_LINE_CHARS = 1024,
	DI_EXTRACT_LINE_BYTES = 4 * DI_EXTRACT_LINE_CHARS,
	DI_EXTRACT_NAME_CHARS = 255,   /* of a file */
};
enum { DI_EXTRACT_ASK = 1, DI_EXTRACT_ANSWER = 2, DI_EXTRACT_ENDED = 3, DI_EXTRACT_READY = 4 };
/* id, file name, timezone, time of arrival (INT64_MIN: unknown), how many seconds of the processor (0: the usual; never more than these), what is to be
 * avoided: what a child was at when it died, and its DiFault */
#define DI_EXTRACT_ASK_TYPE "(tssxua(uu))"
/* id, wait status, milliseconds of processor time. A child that the server itself ended because its
 * time was up has the status of one killed by SIGALRM. */
#define DI_EXTRACT_ENDED_TYPE "(tiu)"

/* What a child is at: a mail's structure, or the part with this index */
#define DI_EXTRACT_AT_MAIL 1U
#define DI_EXTRACT_AT_PART 2U
#define DI_EXTRACT_AT_LAST (DI_EXTRACT_AT_PART + DI_EXTRACT_PARTS_MOST)

/* What a child was at when it died, and the DiFault that came of it; as the ask has them. */
typedef struct {
	uint32_t at, fault;
} DiExtractAvoided;

/* What one child may use */
#define DI_EXTRACT_CPU_S 12
#define DI_EXTRACT_AGAIN_CPU_S 4 /* where something is to be avoided: with the first, no more than a document's time in all */
#define DI_EXTRACT_BRIEF_CPU_S 1 /* where what takes longer is asked for again, after all else: most mails take 0.01 to 0.5 */
#define DI_EXTRACT_WALL_MS 15000
#define DI_EXTRACT_MEMORY_BYTES ((size_t)512 << 20)
/* … and one that reads pictures (--ocr); the helper ends with EX_UNAVAILABLE where Tesseract or its Swedish data is missing */
#define DI_EXTRACT_OCR_CPU_S 120
#define DI_EXTRACT_OCR_PAGE_CPU_S 7 /* a page takes two; a picture that takes more is drawn to keep us busy */
#define DI_EXTRACT_OCR_WALL_MS 120000
#define DI_EXTRACT_OCR_MEMORY_BYTES ((size_t)512 << 20)

/* diarie-extract --fill: template (DOCX), identity, values by their marks, "". Or a paper in a template: the same without an identity,
 * and the paper's text as XML */
#define DI_EXTRACT_FILL_TYPE "(aysa{ss}s)"
#define DI_EXTRACT_FILL_MAX ((size_t)32 << 20)
