/* What a failure at a server probably means, and what the one who manages it types or clicks to mend it. A table: what was said
 * (words of Entra, Exchange Online, Google, our own rooms) → the cause in Swedish, and commands as they are typed. Facts about
 * Microsoft 365 and Google, with the place where each is documented, stand in the README's chapters about them. */
#include "verbs.h"

#include <string.h>
#include <sysexits.h>

#define TOKEN (1 << DI_REMEDY_TOKEN)
#define MAILBOX (1 << DI_REMEDY_MAILBOX)
#define OUTGOING (1 << DI_REMEDY_OUTGOING)
#define ANY (TOKEN | MAILBOX | OUTGOING)

enum { FOR_ANY, FOR_MICROSOFT, FOR_GOOGLE, FOR_PASSWORD };

#define NEW_SECRET "Entra: App registrations > appen > Certificates & secrets > New client secret"
#define CONSENT "Entra: App registrations > appen > API permissions > Grant admin consent"
#define PRINCIPAL "New-ServicePrincipal -AppId {client_id} -ObjectId OBJECT-ID"
#define OBJECT_ID "OBJECT-ID är Object ID under Enterprise applications, inte under App registrations. En ändring slår igenom på 15–30 minuter."
#define FULL_ACCESS "Add-MailboxPermission -Identity {user} -User OBJECT-ID -AccessRights FullAccess"
#define IMAP_ON "Set-CASMailbox {user} -ImapEnabled $true"
#define SMTP_ON "Set-CASMailbox {user} -SmtpClientAuthenticationDisabled $false"
#define SMTP_ON_ALL "Set-TransportConfig -SmtpClientAuthenticationDisabled $false"
#define UPLOAD "Entra: App registrations > appen > Certificates & secrets > Certificates > Upload certificate"

#define OWN_DOVECOT "dovecot.conf: auth_mechanisms = "

/* clang-format off */
static const struct {
	int steps, whom, status; /* status 0: any */
	const char *said;        /* "": any */
	const char *meaning, *commands; /* one a line */
} remedies[] = {
	/* a token */
	{ANY, FOR_ANY, 0, "AADSTS7000215", "Hemligheten är fel. Oftast har dess id (Secret ID) kopierats i stället för dess värde (Value).",
		NEW_SECRET "\nsystemctl restart diaried"},
	{ANY, FOR_ANY, 0, "AADSTS7000222", "Hemligheten har gått ut. Gör en ny, kopiera dess värde (Value), och skriv dess sista dag i secret_expires.",
		NEW_SECRET "\nsystemctl restart diaried"},
	{ANY, FOR_ANY, 0, "AADSTS700027", "Certifikatet är inte uppladdat på appen, eller har gått ut.", UPLOAD},
	{ANY, FOR_ANY, 0, "AADSTS700024", "Serverns klocka går fel: intyget om vilka vi är gäller inte just nu.", "timedatectl set-ntp true"},
	{ANY, FOR_ANY, 0, "AADSTS700016", "Appen finns inte i den här organisationen: client_id eller tenant är fel.",
		"Entra: App registrations > appen > Overview: Application (client) ID och Directory (tenant) ID"},
	{ANY, FOR_ANY, 0, "AADSTS90002", "Organisationen finns inte: tenant är fel.", "Entra: Overview: Tenant ID"},
	{ANY, FOR_ANY, 0, "AADSTS900023", "Organisationen finns inte: tenant är fel.", "Entra: Overview: Tenant ID"},
	{ANY, FOR_ANY, 0, "AADSTS7000112", "Appen är avstängd i organisationen.",
		"Entra: Enterprise applications > appen > Properties > Enabled for users to sign-in: Yes"},
	{ANY, FOR_ANY, 0, "AADSTS7000218", "Appen får inte användas utan hemlighet.",
		"Entra: App registrations > appen > Authentication > Allow public client flows: Yes"},
	{ANY, FOR_ANY, 0, "AADSTS65001", "Ingen har godkänt appens behörigheter.", CONSENT},
	{ANY, FOR_ANY, 0, "AADSTS53003", "En regel för villkorsstyrd åtkomst stoppar inloggningen. För kod i webbläsare (device code) är det "
		"ofta Microsofts egen regel; använd hellre grant = client.", "Entra: Protection > Conditional Access > Sign-in logs"},
	{ANY, FOR_ANY, 0, "AADSTS70011", "Behörigheten som begärs (scope) stämmer inte. Ta bort scope ur [oauth2].", NULL},
	{ANY, FOR_ANY, 0, "AADSTS1002012", "Behörigheten som begärs (scope) stämmer inte. Ta bort scope ur [oauth2].", NULL},
	{ANY, FOR_ANY, 0, "nobody has consented yet", "Ingen har loggat in än.", "diarie login"},
	{ANY, FOR_GOOGLE, 0, "unauthorized_client", "Tjänstkontot får inte tala i brevlådans namn.",
		"admin.google.com: Security > Access and data control > API controls > Domain-wide delegation: kontots Client ID med https://mail.google.com/"},
	{ANY, FOR_GOOGLE, 0, "Invalid JWT", "Serverns klocka går fel, eller nyckeln är borttagen.", "timedatectl set-ntp true"},
	{ANY, FOR_GOOGLE, 0, "invalid_grant", "Brevlådan finns inte, eller så är nyckeln borttagen. Kontrollera subject i [oauth2] och användaren i url.", NULL},
	{ANY, FOR_ANY, 0, "invalid_grant", "Samtycket gäller inte längre: ingen har använt det på 90 dagar, lösenordet har bytts, eller så är det återkallat.",
		"diarie login"},
	{ANY, FOR_MICROSOFT, 0, "invalid_client", "Appen känns inte igen. Kontrollera client_id, och hemligheten eller certifikatet.", NEW_SECRET},
	{ANY, FOR_ANY, 0, "gives no token now", "Tjänsten som ger token är överbelastad eller störd. Diariet försöker igen av sig självt.", NULL},
	{ANY, FOR_ANY, 0, "so no secret was sent", "Den som svarar kan inte visa att den är tjänsten som ger token, så ingenting skickades dit. "
		"Kontrollera ca_file i [oauth2], och om en brandvägg öppnar TLS på vägen.", NULL},
	{ANY, FOR_ANY, 0, "answers nonsense", "Det som svarar är inte tjänsten som ger token: token_url i [oauth2] är fel, eller så svarar en brandvägg eller proxy i "
		"dess ställe.", NULL},
	{ANY, FOR_ANY, 0, "for a token:", "Tjänsten som ger token går inte att nå. Släpp fram diaried till den på port 443.", NULL},
	{ANY, FOR_ANY, EX_CONFIG, "not that of the certificate", "Nyckeln i key_file hör inte till certifikatet i certificate_file.", NULL},
	{ANY, FOR_ANY, EX_CONFIG, "secret_file: write where", "Appens hemlighet saknas. Klistra in dess värde (Value), tryck Enter och Ctrl-D:",
		"sudo install -m 600 /dev/stdin {credentials}oauth2.secret"},
	{ANY, FOR_ANY, EX_CONFIG, "key_file: a certificate needs", "Certifikatets nyckel saknas. Lägg in den:", "sudo install -m 600 oauth2.key {credentials}oauth2.key"},
	{ANY, FOR_ANY, EX_CONFIG, "account_file: write where", "Tjänstkontots nyckel (JSON) saknas. Lägg in den:",
		"sudo install -m 600 NYCKEL.json {credentials}oauth2.account"},
	{ANY, FOR_ANY, EX_CONFIG, "No such file or directory", "Filen med hemligheten eller lösenordet finns inte där inställningarna säger.", NULL},
	{ANY, FOR_ANY, EX_CONFIG, "can be read by others", "Andra får läsa filen med hemligheten eller lösenordet, så den används inte. Stäng den med chmod.", NULL},
	{ANY, FOR_ANY, EX_CONFIG, "Permission denied", "Du får inte läsa hemligheten; det får bara root och diaried.", "sudo diarie check"},
	{TOKEN, FOR_ANY, EX_CONFIG, "", "Inloggningen med token är inte färdigt inställd. Se [oauth2] i inställningarna.", NULL},
	{TOKEN, FOR_ANY, 0, "", "Tjänsten ger ingen token. Se [oauth2] i inställningarna.", NULL},
	/* the mailbox */
	{MAILBOX, FOR_MICROSOFT, 0, "no login by token", "Servern i url erbjuder ingen inloggning med token (XOAUTH2), så den är inte Exchange Online. Rätta url. "
		"Är det en egen server: skriv auth = password, eller låt den ta emot token.",
		"[mailbox] url = imaps://{who}@outlook.office365.com/INBOX\n" OWN_DOVECOT "plain login xoauth2 oauthbearer"},
	{MAILBOX, FOR_GOOGLE, 0, "no login by token", "Servern i url erbjuder ingen inloggning med token (XOAUTH2), så den är inte Googles. Rätta url. "
		"Är det en egen server: skriv auth = password, eller låt den ta emot token.",
		"[mailbox] url = imaps://{who}@imap.gmail.com/INBOX\n" OWN_DOVECOT "plain login xoauth2 oauthbearer"},
	{MAILBOX, FOR_PASSWORD, 0, "no login by password", "Servern tar inte emot lösenord. Microsoft 365 och Google tar bara token: se kapitlen om dem i README. En egen "
		"Dovecot tar lösenord när plain finns bland auth_mechanisms, och bara på en krypterad anslutning.",
		"[mailbox] auth = oauth2\n" OWN_DOVECOT "plain login"},
	{MAILBOX, FOR_MICROSOFT, 0, "authenticated but not connected", "Inloggningen godtogs men brevlådan öppnades inte: appen har inte rätt till "
		"brevlådan, IMAP är avstängt för den, eller så är för många anslutningar öppna. " OBJECT_ID,
		PRINCIPAL "\n" FULL_ACCESS "\n" IMAP_ON},
	{MAILBOX, FOR_ANY, 0, "authenticated but not connected", "Inloggningen godtogs men brevlådan öppnades inte: rätten till den saknas, IMAP är "
		"avstängt för den, eller så är för många anslutningar öppna.", NULL},
	{MAILBOX, FOR_ANY, 0, "hrottled", "Servern ber oss vänta. Diariet försöker igen av sig självt; andra program kan ha för många anslutningar öppna.", NULL},
	{MAILBOX, FOR_ANY, 0, "make the folder", "Inloggningen gick bra, men en av mapparna i processed och review i [mailbox] finns inte och får inte skapas. Skapa den i "
		"brevlådan, eller skriv ett annat namn.", NULL},
	{MAILBOX, FOR_ANY, 0, "is no name for a folder", "Så kan en mapp inte heta. Skriv ett annat namn i processed eller review i [mailbox].", NULL},
	{MAILBOX, FOR_MICROSOFT, EX_NOPERM, "", "Exchange tog inte emot token: appen saknar IMAP.AccessAsApp eller dess godkännande, är inte inlagd i "
		"Exchange, eller så är adressen i url inte brevlådans. " OBJECT_ID, CONSENT "\n" PRINCIPAL "\n" FULL_ACCESS},
	{MAILBOX, FOR_GOOGLE, EX_NOPERM, "", "Gmail tog inte emot token: IMAP är avstängt, eller så är adressen i url inte den som token gäller.",
		"admin.google.com: Apps > Google Workspace > Gmail > End User Access > POP and IMAP access"},
	{MAILBOX | OUTGOING, FOR_ANY, 0, "cannot trust", "Den som svarar kan inte visa att den är servern i url, så inget lösenord skickades dit. Kontrollera "
		"serverns certifikat, ca_file, och om en brandvägg öppnar TLS på vägen.", NULL},
	{OUTGOING, FOR_ANY, 0, "is not trusted", "Den som svarar kan inte visa att den är servern i url, så inget lösenord skickades dit. Kontrollera "
		"serverns certifikat, ca_file, och om en brandvägg öppnar TLS på vägen.", NULL},
	{MAILBOX | OUTGOING, FOR_ANY, 0, "Could not resolve host", "Serverns namn finns inte. Kontrollera stavningen i url, och att namnuppslagningen (DNS) fungerar.", NULL},
	{MAILBOX, FOR_PASSWORD, EX_CONFIG, "there is no password", "Lösenordet till brevlådan saknas. Skriv in det, tryck Enter och Ctrl-D:",
		"sudo install -m 600 /dev/stdin {credentials}imap.password"},
	{MAILBOX, FOR_ANY, 0, "cannot open the folder", "Inloggningen gick bra, men mappen går inte att öppna. Dess namn är det sista i url i "
		"[mailbox], oftast INBOX; finns den, saknar inloggningen rätt att läsa den.", NULL},
	{MAILBOX, FOR_PASSWORD, EX_NOPERM, "", "Servern tog inte emot inloggningen. Kontrollera användaren i url och filen password_file i [mailbox].", NULL},
	{MAILBOX, FOR_ANY, EX_NOPERM, "", "Servern tog inte emot inloggningen. Kontrollera användaren i url i [mailbox].", NULL},
	{MAILBOX, FOR_ANY, EX_TEMPFAIL, "", "Servern går inte att nå. Kontrollera url i [mailbox], och att nätet och brandväggen släpper fram.", NULL},
	{MAILBOX, FOR_ANY, 0, "", "Brevlådan går inte att öppna. Se [mailbox] i inställningarna.", NULL},
	/* the outgoing server */
	{OUTGOING, FOR_ANY, 0, "(nor any other)", "Servern erbjuder ingen inloggning på den porten. Port 25 gör det sällan; 587 (smtp://) och 465 (smtps://) gör det. Vill "
		"servern inte ha någon inloggning, så ta bort användaren ur url och password_file.",
		"[outgoing] url = smtp://{who}@{host}:587\n[outgoing] url = smtps://{who}@{host}"},
	{OUTGOING, FOR_MICROSOFT, 0, "no login by token", "Servern i url erbjuder ingen inloggning med token (XOAUTH2), så den är inte Exchange Online. Rätta url; eller "
		"skriv auth = password, om det är en annan server.", "[outgoing] url = smtp://{who}@smtp.office365.com:587"},
	{OUTGOING, FOR_GOOGLE, 0, "no login by token", "Servern i url erbjuder ingen inloggning med token (XOAUTH2), så den är inte Googles. Rätta url; eller skriv "
		"auth = password, om det är en annan server.", "[outgoing] url = smtps://{who}@smtp.gmail.com"},
	{OUTGOING, FOR_PASSWORD, 0, "no login by password", "Servern tar inte emot lösenord. Microsoft 365 och Google tar bara token: se kapitlen om dem i README. Andra "
		"servrar tar lösenord bara på en krypterad anslutning.", "[outgoing] auth = oauth2"},
	{OUTGOING, FOR_ANY, 0, "5.7.139", "SMTP AUTH är avstängt: för brevlådan, för hela organisationen, eller av Security defaults.",
		SMTP_ON "\n" SMTP_ON_ALL "\nEntra: Overview > Properties > Manage security defaults"},
	{OUTGOING, FOR_ANY, 0, ": 421 ", "Servern tar inte emot just nu. Diariet försöker igen av sig självt.", NULL},
	{OUTGOING, FOR_ANY, 0, ": 454 ", "Servern kan inte pröva inloggningen just nu. Diariet försöker igen av sig självt.", NULL},
	{OUTGOING, FOR_ANY, 0, "5.7.30", "Exchange tar inte längre emot lösenord. Skriv auth = oauth2 i [outgoing], och fyll i [oauth2].", NULL},
	{OUTGOING, FOR_ANY, 0, "5.7.60", "Appen får inte skicka i den adressens namn. Adressen i url och den i from ska vara brevlådans.", FULL_ACCESS},
	{OUTGOING, FOR_MICROSOFT, EX_NOPERM, "", "Exchange tog inte emot token: appen saknar SMTP.SendAsApp eller dess godkännande, eller rätten till "
		"brevlådan. " OBJECT_ID, CONSENT "\n" FULL_ACCESS "\n" SMTP_ON},
	{OUTGOING, FOR_PASSWORD, EX_NOPERM, "", "Servern tog inte emot inloggningen. Kontrollera användaren i url och filen password_file i [outgoing].", NULL},
	{OUTGOING, FOR_ANY, EX_NOPERM, "", "Servern tog inte emot inloggningen. Kontrollera användaren i url i [outgoing].", NULL},
	{OUTGOING, FOR_ANY, EX_TEMPFAIL, "", "Servern går inte att nå. Kontrollera url i [outgoing], och att nätet och brandväggen släpper fram.", NULL},
	{OUTGOING, FOR_ANY, 0, "", "Utgående post går inte att skicka. Se [outgoing] i inställningarna.", NULL},
};
/* clang-format on */

static gboolean
is_for(const DiConfig *config, DiRemedyStep step, int whom)
{
	const char *auth = step == DI_REMEDY_OUTGOING ? config->outgoing.auth : config->mailbox.auth;
	gboolean by_token = step == DI_REMEDY_TOKEN || g_str_equal(auth, "oauth2");

	switch (whom) {
	case FOR_MICROSOFT:
		return by_token && config->oauth2.provider == DI_OAUTH_MICROSOFT;
	case FOR_GOOGLE:
		return by_token && config->oauth2.provider == DI_OAUTH_GOOGLE;
	case FOR_PASSWORD:
		return !by_token;
	default:
		return TRUE;
	}
}

static GUri *
server_of(const DiConfig *config, DiRemedyStep step)
{
	return g_uri_parse(step == DI_REMEDY_OUTGOING ? config->outgoing.url : config->mailbox.url, G_URI_FLAGS_HAS_PASSWORD, NULL);
}

static char **
fill_in(const DiConfig *config, DiRemedyStep step, const char *commands)
{
	g_autoptr(GUri) server = server_of(config, step);
	const char *user = server && g_uri_get_user(server) ? g_uri_get_user(server) : "<brevlådan>";
	g_autofree char *who = g_uri_escape_string(user, "<>", TRUE), *credentials = di_secret_path_beside(config->path, "");
	g_autoptr(GString) text = g_string_new(commands ? commands : "");

	g_string_replace(text, "{user}", user, 0);
	g_string_replace(text, "{who}", who, 0);
	g_string_replace(text, "{host}", server && g_uri_get_host(server) ? g_uri_get_host(server) : "<server>", 0);
	g_string_replace(text, "{credentials}", credentials, 0);
	g_string_replace(text, "{client_id}", *config->oauth2.client_id ? config->oauth2.client_id : "<client_id>", 0);
	return g_strsplit(text->str, "\n", -1);
}

const char *
di_remedy(const DiConfig *config, DiRemedyStep step, int status, const char *said, char ***commands_out)
{
	gsize i = 0;

	/* the last row of each step fits everything */
	while (!(remedies[i].steps & (1 << step)) || !is_for(config, step, remedies[i].whom) ||
		(remedies[i].status && remedies[i].status != status) || !strstr(said, remedies[i].said))
		i++;
	*commands_out = fill_in(config, step, remedies[i].commands);
	return remedies[i].meaning;
}
