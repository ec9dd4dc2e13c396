/* Whom a refusal is about: nobody's address, this letter, or us. Only the first two are for good. */
#include "refusal.h"

#include <string.h>

enum { ANY = DI_STAGE_GREETING | DI_STAGE_MAIL | DI_STAGE_RCPT | DI_STAGE_TEXT };

/* The first that fits. A status that ends in a dot stands for all that begin so; "" is any, "552 -" a 552 with none. Sources: RFC 3463, 5321, 1870, 7504;
 * Exchange's and Gmail's own tables of errors, Postfix's replies. */
/* clang-format off */
static const struct {
	guint stages;
	const char *status;
	DiRefusal about;
} rules[] = {
	{DI_STAGE_GREETING,           "",        DI_REFUSED_US},     /* no letter has been named */
	{ANY,                         "5.3.4",   DI_REFUSED_LETTER}, /* too large; at MAIL already, where SIZE is told */
	{ANY,                         "5.2.3",   DI_REFUSED_LETTER}, /* too large for this mailbox */
	{ANY,                         "5.6.",    DI_REFUSED_LETTER}, /* what it is made of */
	{DI_STAGE_MAIL,               "552 -",   DI_REFUSED_UNSURE}, /* too large, or no room */
	{DI_STAGE_MAIL,               "",        DI_REFUSED_US},     /* the recipient has not been named */
	{ANY,                         "5.1.0",   DI_REFUSED_US},     /* Postfix, Exchange: "Sender address rejected", "Sender denied" */
	{ANY,                         "5.1.7",   DI_REFUSED_US},     /* sender's address */
	{ANY,                         "5.1.8",   DI_REFUSED_US},     /* sender's domain; Exchange: account blocked, it sent spam */
	{ANY,                         "5.1.90",  DI_REFUSED_US},     /* Exchange: recipients of a day */
	{ANY,                         "5.2.252", DI_REFUSED_US},     /* Exchange: SendAsDenied */
	{ANY,                         "5.4.5",   DI_REFUSED_US},     /* Gmail: letters of a day */
	{ANY,                         "5.7.2",   DI_REFUSED_LETTER}, /* a list that takes none of ours */
	{ANY,                         "5.7.124", DI_REFUSED_LETTER}, /* Exchange: mailboxes and groups that take mail from some only */
	{ANY,                         "5.7.129", DI_REFUSED_LETTER},
	{ANY,                         "5.7.133", DI_REFUSED_LETTER},
	{ANY,                         "5.7.134", DI_REFUSED_LETTER},
	{ANY,                         "5.7.",    DI_REFUSED_US},     /* policy: relaying, blocklists, rights, limits, login */
	{ANY,                         "5.3.",    DI_REFUSED_US},     /* the system */
	{ANY,                         "5.5.",    DI_REFUSED_US},     /* the dialogue */
	{DI_STAGE_RCPT,               "5.1.",    DI_REFUSED_NOBODY},
	{DI_STAGE_RCPT,               "5.2.1",   DI_REFUSED_NOBODY}, /* the mailbox is shut */
	{DI_STAGE_RCPT,               "5.4.1",   DI_REFUSED_NOBODY}, /* Exchange Online: it knows no such recipient */
	{DI_STAGE_RCPT,               "5.4.4",   DI_REFUSED_NOBODY}, /* no such domain */
	{DI_STAGE_RCPT,               "5.4.310", DI_REFUSED_NOBODY}, /* the same, Exchange Online */
	{ANY,                         "5.1.",    DI_REFUSED_LETTER},
	{ANY,                         "5.2.1",   DI_REFUSED_LETTER},
	{ANY,                         "",        DI_REFUSED_UNSURE}, /* a full mailbox (5.2.2); no enhanced code */
};
/* clang-format on */

gboolean
di_refusal_is_about_login(int code)
{
	return code == 530 || code == 534 || code == 535 || code == 538;
}

static gboolean
fits(const char *rule, const char *reply, const char *status)
{
	if (g_str_has_suffix(rule, " -"))
		return !*status && strncmp(rule, reply, 3) == 0;
	return !*rule || (g_str_has_suffix(rule, ".") ? g_str_has_prefix(status, rule) : g_str_equal(status, rule));
}

DiRefusal
di_refusal_of(DiStage stage, const char *reply)
{
	gsize digits = strlen(reply) > 4 ? strspn(reply + 4, "0123456789.") : 0;
	g_autofree char *status = digits > 0 ? g_strndup(reply + 4, digits) : g_strdup("");

	for (guint i = 0; i < G_N_ELEMENTS(rules); i++)
		if (rules[i].stages & stage && fits(rules[i].status, reply, status))
			return rules[i].about;
	return DI_REFUSED_UNSURE;
}
