/* The table of verbs. A verb of two words stands with the group that its first word names. */
#include "verbs.h"

/* clang-format off */

#define QUARTER  {"quarter", 'q', DI_OPTION_QUARTER, "KVARTAL", "ett kvartal, till exempel 2026-Q1"}
#define YEAR     {"year", 'y', DI_OPTION_COUNT, "ÅR", "ett helt år"}
#define INSATS   {"insats", 'i', DI_OPTION_TEXT, "NAMN", "insatsens namn, en del av det, ett alias eller ärendenumret"}
#define HUVUDMAN {"huvudman", 'H', DI_OPTION_TEXT, "NAMN", "huvudmannen, eller en del av namnet"}
#define REASON   {"reason", 'r', DI_OPTION_TEXT, "TEXT", "varför; skrivs i loggen"}
#define PAPER    {"output", 'o', DI_OPTION_FILE, "FIL", "dit det skrivs: .docx, .pdf eller .html; - är standard ut"}, \
	{"template", 't', DI_OPTION_FILE, "FIL", "en annan Wordmall än den inställda"}, \
	{"as", 0, DI_OPTION_TEXT, "docx|pdf|html", "vad det ska bli, när namnet inte säger det"}
#define END      {0}

static const DiOption of_status[] = {QUARTER, YEAR, HUVUDMAN, END};
static const DiOption of_list[] = {QUARTER, YEAR, INSATS, HUVUDMAN,
	{"all", 'a', DI_OPTION_FLAG, NULL, "alla, inte bara de 100 senaste"},
	{"public", 0, DI_OPTION_FLAG, NULL, "bara det som får lämnas ut utan prövning"}, END};
static const DiOption of_extract[] = {
	{"text", 't', DI_OPTION_FLAG, NULL, "skriv dokumentets ord som vanlig text, i den ordning de läses"}, END};
static const DiOption of_show[] = {
	{"original", 0, DI_OPTION_FLAG, NULL, "skriv ut filen precis som den kom in"},
	{"output", 'o', DI_OPTION_FILE, "FIL", "dit originalet eller kopian skrivs; - är standard ut"},
	{"stamped", 0, DI_OPTION_FLAG, NULL, "en kopia av Word- eller pdf-filen med nummer, signatur och ankomstdatum i rutorna"},
	{"file", 'f', DI_OPTION_COUNT, "N", "vilken av filerna, räknat från 1"},
	QUARTER, HUVUDMAN,
	{"why", 'w', DI_OPTION_FLAG, NULL, "var varje uppgift lästes och enligt vilken regel, hur handlingen kom in, och breven om den; där ingen har kommit: vilka brev som gick, vilka inte, och varför"}, END};
static const DiOption of_diff[] = {QUARTER, HUVUDMAN, END};
static const DiOption of_search[] = {QUARTER, YEAR, INSATS, HUVUDMAN,
	{"section", 's', DI_OPTION_TEXT, "AVSNITT", "ett avsnitt av blanketten, till exempel 2.6"},
	{"loose", 'l', DI_OPTION_FLAG, NULL, "låt a och o träffa å, ä och ö också"},
	{"most", 'n', DI_OPTION_COUNT, "N", "högst så många träffar (20)"}, END};
static const DiOption of_review_file[] = {INSATS, HUVUDMAN, QUARTER,
	{"no-learn", 0, DI_OPTION_FLAG, NULL, "kom inte ihåg namnet och avsändaren till nästa gång"}, END};
static const DiOption of_dismiss[] = {REASON, END};
static const DiOption of_file[] = {INSATS, HUVUDMAN, QUARTER,
	{"arrived", 'a', DI_OPTION_DATE, "DATUM", "dagen då handlingen kom in (idag)"}, END};
static const DiOption of_import[] = {
	{"dry-run", 'n', DI_OPTION_FLAG, NULL, "visa vad som skulle ändras, ändra inget"},
	{"new", 0, DI_OPTION_FLAG, NULL, "nya rader är nya, också när de liknar en insats som finns"},
	{"year", 'y', DI_OPTION_COUNT, "ÅR", "året för budget och utfall, om bilagan inte själv säger det"}, END};
static const DiOption of_page[] = {
	{"output", 'o', DI_OPTION_FILE, "FIL", "dit den skrivs; utan den, eller med -, standard ut"}, END};
static const DiOption of_dispose[] = {
	{"what", 'w', DI_OPTION_TEXT, "brev|mejl|handlingar", "brevens text; mejl som inte blev handlingar; handlingarnas original och text"},
	{"before", 0, DI_OPTION_DATE, "DATUM", "bara det som är äldre än den dagen"},
	{"decision", 0, DI_OPTION_TEXT, "NUMMER", "beslutet om gallring; utan det gallras ingenting"},
	{"confirm", 0, DI_OPTION_TEXT, "TAL", "gallra på riktigt: talet som listan slutade med"},
	{"output", 'o', DI_OPTION_FILE, "FIL", "dit protokollet skrivs"}, END};
static const DiOption of_export[] = {
	{"fgs", 0, DI_OPTION_TEXT, "ÄRENDE", "i stället ett helt ärende som arkivpaket, i en ny mapp under --output"},
	{"open", 0, DI_OPTION_FLAG, NULL, "med --fgs: också ett ärende där något ännu kan komma"},
	{"output", 'o', DI_OPTION_FILE, "FIL", "dit den skrivs: slutar namnet på .csv, .jsonl eller .xlsx blir det en sådan; - är standard ut"},
	{"as", 0, DI_OPTION_TEXT, "csv|jsonl|xlsx", "vad den ska bli, när namnet inte säger det"},
	{"table", 't', DI_OPTION_TEXT, "handlingar|insatser|brev", "vilken tabell (handlingar); en xlsx har alla tre som blad"},
	QUARTER, YEAR, INSATS, HUVUDMAN,
	{"public", 0, DI_OPTION_FLAG, NULL, "bara det som får lämnas ut utan prövning"}, END};
static const DiOption of_board[] = {QUARTER,
	{"whole", 0, DI_OPTION_FLAG, NULL, "citera avsnitten från början till slut, inte i utdrag"}, PAPER, END};
static const DiOption of_appendix[] = {PAPER, END};
static const DiOption of_fill[] = {QUARTER, HUVUDMAN,
	{"template", 't', DI_OPTION_FILE, "FIL", "en annan blankett än den inställda"},
	{"output", 'o', DI_OPTION_FILE, "FIL", "dit den skrivs; - är standard ut"}, END};
static const DiOption of_reread[] = {
	{"dry-run", 'n', DI_OPTION_FLAG, NULL, "visa vad som skulle läsas på ett annat sätt, spara inget"}, END};
static const DiOption of_excuse[] = {HUVUDMAN,
	{"until", 'u', DI_OPTION_DATE, "DATUM", "anstånd till den dagen; utan den gäller dispensen hela kvartalet"}, REASON,
	{"tell", 't', DI_OPTION_FLAG, NULL, "skicka kontakten ett brev om den nya dagen"}, END};
static const DiOption of_request[] = {
	{"until", 'u', DI_OPTION_DATE, "DATUM", "sista dag för svaret (tio arbetsdagar fram)"}, END};
static const DiOption of_contact[] = {HUVUDMAN,
	{"name", 'n', DI_OPTION_TEXT, "NAMN", "kontaktens namn, som breven hälsar med"},
	{"remove", 0, DI_OPTION_FLAG, NULL, "ta bort adressen"}, END};
static const DiOption of_rename[] = {
	{"huvudman", 'H', DI_OPTION_TEXT, "NAMN", "den huvudman som har bytt namn, inte insatsen"}, END};
static const DiOption of_expect[] = {
	{"off", 0, DI_OPTION_FLAG, NULL, "insatsen ska inte lämna några rapporter alls"}, END};
static const DiOption of_remind[] = {
	{"dry-run", 'n', DI_OPTION_FLAG, NULL, "visa breven, skicka inget"},
	{"until", 'u', DI_OPTION_DATE, "DATUM", "gå igenom dag för dag till och med den dagen"},
	{"show", 's', DI_OPTION_FLAG, NULL, "skriv ut varje brev som det skulle gå"},
	{"approve", 0, DI_OPTION_FLAG, NULL, "godkänn att de första breven går, och alla efter dem"},
	HUVUDMAN, END};
static const DiOption of_sent[] = {
	{"number", 'n', DI_OPTION_COUNT, "N", "skriv ut det brevet"}, END};
static const DiOption of_letter[] = {
	{"for", 'f', DI_OPTION_TEXT, "INSATS", "fyll i brevet för den insatsen"}, HUVUDMAN, QUARTER, END};
static const DiOption of_check[] = {
	{"deep", 'd', DI_OPTION_FLAG, NULL, "räkna om kontrollsumman för varje original"},
	{"offline", 0, DI_OPTION_FLAG, NULL, "pröva inte servrarna"}, END};
static const DiOption of_log[] = {
	{"lines", 'n', DI_OPTION_COUNT, "N", "de N senaste raderna (30); 0: alla"},
	{"verify", 0, DI_OPTION_FLAG, NULL, "är loggen hel? Varje rad bär en kontrollsumma över den före"}, END};
static const DiOption of_resume[] = {
	{"sent-log", 0, DI_OPTION_FLAG, NULL, "godkänn loggen över skickade brev, efter att diariet återställts från en kopia"},
	{"missing", 0, DI_OPTION_FLAG, NULL, "handlingar som brev har nämnt men som inte finns efter en återställning är borta för gott: påminn ändå"}, END};
static const DiOption of_correct[] = {
	{"arrived", 'a', DI_OPTION_DATE, "DATUM", "dagen då handlingen kom in"}, REASON, END};
static const DiOption of_protect[] = {
	{"provision", 'p', DI_OPTION_TEXT, "TEXT", "bestämmelsen, till exempel '21 kap. 1 § OSL'"},
	{"by", 'b', DI_OPTION_TEXT, "NAMN", "den som har beslutat"},
	{"public-sender", 0, DI_OPTION_TEXT, "TEXT", "vad den offentliga listan säger i stället för avsändaren"},
	{"public-subject", 0, DI_OPTION_TEXT, "TEXT", "vad den säger i stället för vad handlingen gäller"}, END};
static const DiOption of_post[] = {
	{"day", 'd', DI_OPTION_DATE, "DATUM", "dagen (idag)"},
	{"week", 'w', DI_OPTION_FLAG, NULL, "hela den veckan, måndag till söndag"}, END};
static const DiOption of_release[] = {
	{"output", 'o', DI_OPTION_FILE, "FIL", "dit kopian skrivs; - är standard ut"},
	{"sections", 's', DI_OPTION_TEXT, "AVSNITT", "hela avsnitt som maskeras, till exempel 2.3,2.5"},
	{"provision", 'p', DI_OPTION_TEXT, "TEXT", "bestämmelsen, till exempel '21 kap. 1 § OSL'"},
	{"by", 'b', DI_OPTION_TEXT, "NAMN", "den som har beslutat om utlämnandet"}, END};
static const DiOption of_calendar[] = {YEAR, END};
static const DiOption of_reason[] = {REASON, END};

/* name, arguments, least, most, needs, function, options, help, more */
const DiVerb di_verbs[] = {
	{"status", "", 0, 0, DI_NEEDS_READ, di_verb_status, of_status,
		"hur det står till med kvartalets rapporter, och vad som bör göras först",
		"Utan --quarter visas det kvartal som redovisas nu, det senast avslutade. --year visar fyra kvartal bredvid varandra."},
	{"list", "", 0, 0, DI_NEEDS_READ, di_verb_list, of_list,
		"vad som är diariefört",
		"Utan tillval visas de 100 senaste; i skript (--json, --plain) alla."},
	{"show", "NUMMER|INSATS", 1, 1, DI_NEEDS_READ, di_verb_show, of_show,
		"en handling: uppgifter, avsnitt, filer och historik",
		"NUMMER kan skrivas som det faller sig: 'SFG 26-11.1', sfg26-11.1, 26-011.1. Med INSATS visas den senaste rapporten. "
		"diarie show NUMMER --original -o FIL hämtar filen byte för byte som den kom."},
	{"diff", "NUMMER|INSATS [NUMMER]", 1, 2, DI_NEEDS_READ, di_verb_diff, of_diff,
		"vad som är nytt i en rapport sedan den förra",
		"Jämför med kvartalet före, eller med en tidigare version av samma rapport, mening för mening."},
	{"search", "ORD…", 1, -1, DI_NEEDS_READ, di_verb_search, of_search,
		"sök i rapporternas text",
		"Alla ord ska finnas i avsnittet, i vilken form som helst: 'deltagare' hittar deltagarna. Citattecken håller ihop "
		"ord i följd: diarie search '\"inga avvikelser\"'. Det som stämmer bäst står först, och före allt annat det som "
		"en huvudman i frågan har skrivit: diarie search vad skrev Hudiksvall om praktik."},
	{"review", "", 0, 0, DI_NEEDS_DIALOGUE, di_verb_review, NULL,
		"vad som väntar på att en människa tittar: en i taget i en terminal, annars en lista",
		"I en terminal räcker en tangent: en siffra diarieför på det förslaget, u ångrar, ? visar alla tangenter."},
	{"review list", "", 0, 0, DI_NEEDS_READ, di_verb_review_list, NULL,
		"vad som väntar, som en lista", NULL},
	{"review show", "ID", 1, 1, DI_NEEDS_READ, di_verb_review_show, NULL,
		"varför det väntar, vad som lästes och vilka insatser som är troligast", NULL},
	{"review walk", "", 0, 0, DI_NEEDS_WRITE, di_verb_review_walk, NULL,
		"gå igenom dem en i taget, också utan terminal: ett svar på varje rad", NULL},
	{"review undo", "[ID]", 0, 1, DI_NEEDS_WRITE, di_verb_review_undo, NULL,
		"ångra ett beslut, annars ditt senaste: det som diariefördes makuleras, det som lärdes in glöms",
		"Numret som användes återanvänds inte. Brev som redan har gått går inte att ta tillbaka."},
	{"review file", "ID", 1, 1, DI_NEEDS_WRITE, di_verb_review_file, of_review_file,
		"diarieför det, på den insats och det kvartal du anger",
		"Det som redan är säkert behöver inte anges. Valet lärs in: nästa gång hittar rapporten rätt själv."},
	{"review accept", "ID", 1, 1, DI_NEEDS_WRITE, di_verb_review_accept, NULL,
		"godta det som mejlet föreslår: en okänd avsändare, mer tid eller en annan period", NULL},
	{"review dismiss", "ID", 1, 1, DI_NEEDS_WRITE, di_verb_review_dismiss, of_dismiss,
		"avfärda det; originalet finns kvar", NULL},
	{"file", "FIL…", 1, -1, DI_NEEDS_WRITE, di_verb_file, of_file,
		"diarieför filer som kommit på annat sätt än med e-post", NULL},
	{"extract", "FIL…", 1, -1, DI_NEEDS_NOTHING, di_verb_extract, of_extract,
		"läs dokument eller hela mejl utan att diarieföra dem", NULL},
	{"insats", "", 0, 0, DI_NEEDS_READ, di_verb_insats_list, NULL,
		"registret över insatser", NULL},
	{"insats list", "", 0, 0, DI_NEEDS_READ, di_verb_insats_list, NULL,
		"det samma", NULL},
	{"insats show", "NAMN", 1, 1, DI_NEEDS_READ, di_verb_insats_show, NULL,
		"en insats: huvudmän, kontakter, alias, ärenden", NULL},
	{"insats import", "FIL", 1, 1, DI_NEEDS_WRITE, di_verb_insats_import, of_import,
		"läs in insatser från en CSV-fil eller årsbilagan som PDF eller DOCX",
		"Kan köras hur många gånger som helst; inget tas bort. CSV-filens rubriker är\n"
		"namn;huvudman;diarienummer;start;slut;kontakt;alias"},
	{"insats excuse", "NAMN KVARTAL", 2, 2, DI_NEEDS_WRITE, di_verb_insats_excuse, of_excuse,
		"ge dispens eller anstånd för ett kvartal",
		"Påminnelser som väntar dras tillbaka. Med --until och --tell får insatsens kontakt den nya dagen skriftligt."},
	{"request", "NUMMER [TEXT…]", 1, -1, DI_NEEDS_WRITE, di_verb_request, of_request,
		"be insatsen komplettera en rapport, med ett brev",
		"Varje TEXT blir en rad i brevet; utan text räknas de tomma punkterna upp. Se det först: diarie letter show komplettering"},
	{"insats contact", "[NAMN ADRESS]", 0, 2, DI_NEEDS_WRITE, di_verb_insats_contact, of_contact,
		"lägg till eller ta bort en adress som breven går till; utan ord: vad som bör ses över",
		"En adress som har studsat får brev igen när den läggs till på nytt."},
	{"insats alias", "NAMN ALIAS", 2, 2, DI_NEEDS_WRITE, di_verb_insats_alias, NULL,
		"lär in ett annat namn på insatsen", NULL},
	{"insats rename", "NAMN NYTT-NAMN", 2, 2, DI_NEEDS_WRITE, di_verb_insats_rename, of_rename,
		"ge insatsen ett nytt namn; med --huvudman huvudmannen i stället",
		"Ärenden, handlingar, brev och påminnelser följer med. Insatsen känns igen på det gamla namnet också, i rapporter och i filer som läses in."},
	{"insats expect", "NAMN", 1, 1, DI_NEEDS_WRITE, di_verb_insats_expect, of_expect,
		"bestäm om insatsen ska lämna rapporter", NULL},
	{"remind", "", 0, 0, DI_NEEDS_READ, di_verb_remind, of_remind,
		"visa vilka påminnelser som ska gå, till vem, när och varför",
		"Det är diaried som skickar dem; kommandot visar bara. En ny installation skickar inget till insatserna förrän någon har "
		"läst breven (--show) och skrivit --approve."},
	{"letter", "", 0, 0, DI_NEEDS_CONFIG, di_verb_letter_list, NULL,
		"vilka brev som finns, till vem och när de går", NULL},
	{"letter list", "", 0, 0, DI_NEEDS_CONFIG, di_verb_letter_list, NULL,
		"det samma", NULL},
	{"letter sent", "ÄRENDE", 1, 1, DI_NEEDS_READ, di_verb_letter_sent, of_sent,
		"breven som har skickats i ett ärende: allmänna handlingar, med dag och mottagare",
		"ÄRENDE är ett nummer eller en insats. --number N skriver ut brevet byte för byte som det gick."},
	{"letter show", "BREV", 1, 1, DI_NEEDS_READ, di_verb_letter_show, of_letter,
		"ett brev som det skulle gå nu",
		"Med --for INSATS fylls det i ur diariet. Det som ännu inte har hänt är påhittat, och det sägs."},
	{"calendar", "", 0, 0, DI_NEEDS_CONFIG, di_verb_calendar, of_calendar,
		"årets sista dagar, förhandsmejl och påminnelser, med de helger de möter", NULL},
	{"outbox", "", 0, 0, DI_NEEDS_READ, di_verb_outbox_list, NULL,
		"brev som väntar, är ovissa eller inte kom fram", NULL},
	{"outbox list", "", 0, 0, DI_NEEDS_READ, di_verb_outbox_list, NULL,
		"det samma", NULL},
	{"outbox resend", "ID", 1, 1, DI_NEEDS_WRITE, di_verb_outbox_resend, NULL,
		"skicka brevet en gång till", NULL},
	{"outbox cancel", "ID", 1, 1, DI_NEEDS_WRITE, di_verb_outbox_cancel, of_reason,
		"skicka det inte", NULL},
	{"pause", "", 0, 0, DI_NEEDS_WRITE, di_verb_pause, of_reason,
		"håll inne alla brev", NULL},
	{"resume", "", 0, 0, DI_NEEDS_WRITE, di_verb_resume, of_resume,
		"släpp fram breven igen", NULL},
	{"reread", "[NUMMER…]", 0, -1, DI_NEEDS_WRITE, di_verb_reread, of_reread,
		"läs originalen i diariet en gång till, med dagens läsare",
		"Uppgifter, avsnitt och sökning följer den nya läsningen. Original, nummer, insats och kvartal står kvar: "
		"läses de på ett annat sätt så sägs det, men inget flyttas. Utan NUMMER läses alla handlingar."},
	{"annul", "NUMMER", 1, 1, DI_NEEDS_WRITE, di_verb_annul, of_reason,
		"makulera en handling som diarieförts av misstag; numret återanvänds aldrig", NULL},
	{"correct", "NUMMER", 1, 1, DI_NEEDS_WRITE, di_verb_correct, of_correct,
		"rätta dagen då en handling kom in", NULL},
	{"protect", "NUMMER", 1, 1, DI_NEEDS_WRITE, di_verb_protect, of_protect,
		"sekretessmarkera en handling, och skriv vad den offentliga listan ska visa", NULL},
	{"release", "NUMMER [ORD…]", 1, -1, DI_NEEDS_WRITE, di_verb_release, of_release,
		"en maskerad kopia att lämna ut; originalet är orört och utlämnandet står i loggen",
		"Varje ORD maskeras överallt där det står; personnummer maskeras alltid. Kopian är ren text."},
	{"post", "", 0, 0, DI_NEEDS_READ, di_verb_post, of_post,
		"postlistan: vad som kom in och gick ut en dag eller vecka, så som var och en får se det", NULL},
	{"person", "NAMN|ADRESS", 1, -1, DI_NEEDS_READ, di_verb_person, NULL,
		"allt som finns om en person, för ett registerutdrag (artikel 15 i dataskyddsförordningen)",
		"Kontakter, mejl, handlingar, rapporternas text, brev och loggen genomsöks."},
	{"board", "", 0, 0, DI_NEEDS_READ, di_verb_board, of_board,
		"kvartalet till styrelsen: läget, vad insatserna gjort, avvikelser, mål och det som saknas",
		"Bara rapporter som räknas är med, och varje citat har sitt diarienummer. Sekretessmarkerade handlingar citeras inte. "
		"En fil som redan finns skrivs aldrig över."},
	{"appendix", "ÅR", 1, 1, DI_NEEDS_READ, di_verb_appendix, of_appendix,
		"årets bilaga \"Mål och resultat\": en tabell för varje insats, ur registret och årets rapporter",
		"Där registret inget resultat har för året står det som rapportören sist skrev om målen, med sitt nummer, som utkast. "
		"Kommentaren om måluppfyllelse är förbundets egen och lämnas tom. Bilagan kan läsas in med diarie insats import."},
	{"page", "", 0, 0, DI_NEEDS_READ, di_verb_page, of_page,
		"läget för alla insatser som en webbsida i en enda fil",
		"Sidan innehåller ingen text ur rapporterna. diaried skriver den själv efter varje ändring om file är satt under [page]."},
	{"export", "", 0, 0, DI_NEEDS_READ, di_verb_export, of_export,
		"diariet som en tabell för Excel eller ett skript, eller ett ärende som arkivpaket",
		"CSV har semikolon och öppnas rätt av Excel med svenska inställningar. Texter blir aldrig formler. Arkivpaketet är ett "
		"E-ARK SIP 2.1 med ERMS 2.1 (FGS Paketstruktur 2.0, FGS Ärendehantering 2.0): originalen byte för byte, med SHA-256."},
	{"dispose", "", 0, 0, DI_NEEDS_READ, di_verb_dispose, of_dispose,
		"gallra enligt ett beslut: visa vad det gäller, och förstör det när du bekräftar",
		"Utan --confirm händer inget. Texten förstörs; nummer, dag, parter och kontrollsumma står kvar, så att samma mejl aldrig "
		"diarieförs igen. Det som väntar på någon och ärenden om innevarande år rörs inte. Protokollet sparas också i diariet."},
	{"dispose list", "", 0, 0, DI_NEEDS_READ, di_verb_dispose_list, NULL,
		"vad som har gallrats, när och enligt vilket beslut", NULL},
	{"dispose show", "ID", 1, 1, DI_NEEDS_READ, di_verb_dispose_show, NULL,
		"ett gallringsprotokoll", NULL},
	{"log", "[NUMMER|INSATS]", 0, 1, DI_NEEDS_READ, di_verb_log, of_log,
		"vem som gjorde vad, och när", NULL},
	{"health", "", 0, 0, DI_NEEDS_READ, di_verb_health, NULL,
		"mår systemet bra? Slutar med 0 eller 1, för övervakning", NULL},
	{"check", "", 0, 0, DI_NEEDS_NOTHING, di_verb_check, of_check,
		"pröva inställningar, formulär, brev, databas och båda servrarna", NULL},
	{"login", "", 0, 0, DI_NEEDS_CONFIG, di_verb_login, NULL,
		"ge diariet tillgång till brevlådan, en gång, i en webbläsare",
		"Behövs bara med grant = device i [oauth2]. Kör det som den användare som diaried går som, eller som root."},
	{"form check", "FIL…", 1, -1, DI_NEEDS_NOTHING, di_verb_form_check, NULL,
		"vad som är fel i beskrivningen av ett formulär (.form), rad för rad",
		"Slutar med 0 när filen går att använda, annars 65. FORMS.md beskriver hur en sådan fil skrivs."},
	{"form fill", "INSATS", 1, 1, DI_NEEDS_READ, di_verb_form_fill, of_fill,
		"fyll i förbundets blankett för en insats, som breven bifogar den",
		"Blanketten är en Word-fil med märkta ställen: {insats}, {huvudman}, {period}, {kvartal}, {senast}, {dnr}, {forbund}, {mal}, "
		"och {2.1} där svaret på 2.1 ska stå. Den ställs in med blankett och slutblankett under [letters]."},
	{"backup", "FIL", 1, 1, DI_NEEDS_READ, di_verb_backup, NULL,
		"en säkerhetskopia, även medan diaried arbetar",
		"Loggen över skickade brev kopieras med, till FIL.skickat. Återställ så: stoppa diaried, lägg FIL på databasens plats, lägg FIL.skickat "
		"bredvid bara om det inte ligger någon databas.skickat där (den som ligger där är nyare), starta, och läs vad diarie health säger."},
	{"help", "[KOMMANDO]", 0, 2, DI_NEEDS_NOTHING, di_verb_help, NULL,
		"den här hjälpen, eller hjälp om ett kommando", NULL},
	{"manual", "", 0, 0, DI_NEEDS_NOTHING, di_verb_manual, NULL, NULL, NULL}, /* man/sv/diarie.1 */
	{"complete", "ORD…", 0, -1, DI_NEEDS_NOTHING, di_verb_complete, NULL, NULL, NULL}, /* for the shells */
	{0},
};

/* clang-format on */
