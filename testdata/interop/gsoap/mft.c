/*
 * The sessions of TIBCO MFT from beginning to end with the client that gSOAP makes of both served WSDLs.
 *
 *     wsdl2h -c -o session.h 'http://127.0.0.1:8080/cfcc/control?view=services/AdministratorService?WSDL' \
 *       'http://127.0.0.1:8080/cfcc/control?view=services/FTService?WSDL'
 *     soapcpp2 -C -c -L -x -I/usr/share/gsoap/import session.h
 *     gcc -I. -o mft mft.c soapC.c soapClient.c -lgsoap
 *     ./mft http://127.0.0.1:8080 http://127.0.0.1:8081 multiRef
 *
 * The second address is the operator's API, which moves the clock; the last word is the form of beans. Each step prints what
 * it saw; a surprise ends it all.
 */
#include "soapH.h"
#include "AdministratorServiceSoapBinding.nsmap"
#include "step.h"

static char url[2][256]; /* of AdministratorService and of FTService */
static const char *userid = "admin", *password = "soapstone";
static char *ids[16];
static int issued;

/* The first part of the last answer as it came. */
static char wire[16384];
static size_t got;
static size_t (*receive)(struct soap *, char *, size_t);

static size_t keep(struct soap *ctx, char *into, size_t most)
{
    size_t n = receive(ctx, into, most), room = sizeof wire - 1 - got;
    size_t more = n < room ? n : room;
    memcpy(wire + got, into, more);
    got += more;
    wire[got] = '\0';
    return n;
}

/* The heads of a call. */
static void as(const char *user, const char *word)
{
    userid = user;
    password = word;
}

static void before(void)
{
    fresh();
    soap->userid = userid;
    soap->passwd = password;
    got = 0;
}

/* Ends a step whose call failed. The WSDL says nothing of the detail of its faults. */
static void failed(void)
{
    fault();
    puts("");
}

/* Keeps an id that was just issued, and lets a second pass: lists are in the order of birth. */
static char *keeps(char *id)
{
    must(id != NULL && *id != '\0' && strlen(id) <= 64, id);
    ids[issued] = strdup(id);
    advance("1s");
    as("admin", "soapstone");
    return ids[issued++];
}

static char *plain(const char *user)
{
    char *id = NULL;
    as(user, "soapstone");
    before();
    must(soap_call_ns3__getSession(soap, url[0], NULL, &id) == SOAP_OK, user);
    return keeps(id);
}

static char *bw(const char *user)
{
    char *id = NULL;
    as(user, "soapstone");
    before();
    must(soap_call_ns3__getBWSession(soap, url[0], NULL, &id) == SOAP_OK, user);
    return keeps(id);
}

/* Starts a session, which must fail. */
static void refused(const char *step, const char *user, const char *word)
{
    char *id = NULL;
    say(step);
    as(user, word);
    before();
    must(soap_call_ns3__getSession(soap, url[0], NULL, &id) != SOAP_OK, id);
    failed();
    as("admin", "soapstone");
}

static void show(struct ns1__Session *s)
{
    int place = 0;
    if (s == NULL) {
        printf("; null");
        return;
    }
    while (place < issued && strcmp(ids[place], s->sessionID) != 0)
        place++;
    struct ns1__DateTime *at = s->sessionIDDate;
    printf("; #%d %s %s %s %d-%02d-%02d %02d:%02d:%02d", place + 1, s->userID, s->addTerminatingNull, s->remoteIPAddress, at->year,
        at->month, at->day, at->hour, at->minute, at->second);
}

static void items(struct ArrayOf_USCOREtns1_USCORESession *list, int each)
{
    must(list != NULL, "a list");
    printf("%d items", list->__size);
    for (int i = 0; each && i < list->__size; i++)
        show(list->__ptr[i]);
    puts("");
}

static void active(const char *step, char *id, int each)
{
    struct ns3__listActiveSessionIdsResponse out;
    say(step);
    before();
    if (soap_call_ns3__listActiveSessionIds(soap, url[0], NULL, id, &out))
        failed();
    else
        items(out._listActiveSessionIdsReturn, each);
}

static void expired(const char *step, char *id, int each)
{
    struct ns3__getExpiredSessionIdsResponse out;
    say(step);
    before();
    if (soap_call_ns3__getExpiredSessionIds(soap, url[0], NULL, id, &out))
        failed();
    else
        items(out._getExpiredSessionIdsReturn, each);
}

static const char *word(enum xsd__boolean b)
{
    return b == xsd__boolean__true_ ? "true" : "false";
}

/* Says what an operation answers that has an id and answers with a boolean. */
#define YES(operation)                                                          \
    enum xsd__boolean yes;                                                      \
    before();                                                                   \
    if (soap_call_##operation)                                                  \
        failed();                                                               \
    else                                                                        \
        printf("%s%s", word(yes), after)

static void validates(char *id, const char *after) { YES(ns3__validateSession(soap, url[0], NULL, id, &yes)); }
static void closes(char *id, const char *after) { YES(ns3__closeSession(soap, url[0], NULL, id, &yes)); }
static void purges(char *id, const char *after) { YES(ns3__deleteExpiredSessionIds(soap, url[0], NULL, id, &yes)); }
static void deletes(char *which, char *id, const char *after)
{
    YES(ns3__deleteSessionId(soap, url[0], NULL, which, id, &yes));
}
static void fileValidates(char *id, const char *after) { YES(ns4__validateSession(soap, url[1], NULL, id, &yes)); }
static void fileCloses(char *id, const char *after) { YES(ns4__closeSession(soap, url[1], NULL, id, &yes)); }

/* The four calls that need a right. The one session that is to be deleted is none. */
static void attempts(const char *who, char *id)
{
    char step[64];
    snprintf(step, sizeof step, "%s lists active", who);
    active(step, id, 0);
    snprintf(step, sizeof step, "%s lists expired", who);
    expired(step, id, 0);
    printf("%s deletes expired: ", who);
    purges(id, "\n");
    printf("%s deletes: ", who);
    deletes("none", id, "\n");
}

static char *one, *two, *admins, *bws, *help, *viewer, *department, *sales;

static void start(void)
{
    refused("wrong password", "admin", "wrong");
    as("admin", "wrong");
    say("wrong password, BW");
    before();
    must(soap_call_ns3__getBWSession(soap, url[0], NULL, &one) != SOAP_OK, one);
    failed();
    refused("no such user", "nobody", "soapstone");
    refused("no password", NULL, NULL);

    one = plain("TransferUser");
    two = bw("AuditorUser");
    advance("9m58s");
    admins = plain("admin");
    bws = bw("admin");
    help = plain("HelpDeskUser");
    viewer = plain("Viewer");
    for (int i = 0; i < issued; i++)
        for (int j = 0; j < i; j++)
            must(strcmp(ids[i], ids[j]) != 0, ids[i]);
    printf("sessions: %d\n", issued);

    say("validate");
    validates(admins, "\n");
    say("validate none");
    validates("none", "\n");
    say("validate null");
    validates(NULL, "\n");
    active("active", admins, 1);
    printf("beans: %s\n", strstr(wire, " href=\"#") != NULL ? "multiRef" : "inline");
    active("active, BW", bws, 1);
    expired("nothing expired", admins, 1);
    expired("nothing expired, BW", bws, 1);
}

static void rights(void)
{
    attempts("TransferUser", one);
    attempts("AuditorUser", two);
    attempts("Viewer", viewer);
    attempts("HelpDeskUser", help);
    department = plain("DeptAdmin");
    sales = bw("SalesUser");
    active("DeptAdmin sees", department, 1);
    attempts("DeptAdmin", department);
}

static void expiry(void)
{
    advance("19m54s");
    say("idle for 30m of 30m");
    validates(one, "\n");
    advance("1s");
    say("idle for 30m1s of 30m");
    validates(one, "\n");
    advance("1s");
    expired("expired", admins, 1);
    expired("expired, BW", bws, 1);
    attempts("expired", one);
    say("delete one expired");
    deletes(one, help, "\n");
    say("delete it again");
    deletes(one, help, "\n");
    expired("expired, BW", bws, 1);
    say("delete expired");
    purges(admins, "\n");
    expired("expired", admins, 1);
    say("delete one active");
    deletes(viewer, admins, "\n");
    say("validate");
    validates(viewer, "\n");
    attempts("deleted", viewer);
}

static void transfer(void)
{
    char *id = NULL, *third;
    advance("10m5s");
    expired("expired, BW", bws, 1);
    say("FT, wrong password");
    as("TransferUser", "wrong");
    before();
    must(soap_call_ns4__getSession(soap, url[1], NULL, &id) != SOAP_OK, id);
    failed();
    as("admin", "soapstone");
    expired("FT purged nothing", bws, 0);
    as("TransferUser", "soapstone");
    before();
    must(soap_call_ns4__getSession(soap, url[1], NULL, &id) == SOAP_OK, "a session of FT");
    third = keeps(id);
    expired("FT purges", bws, 1);
    active("active, BW", bws, 1);
    as("TransferUser", "soapstone");
    say("FT validates");
    fileValidates(third, ", ");
    fileValidates(bws, ", ");
    fileValidates(sales, "\n");
    say("FT closes");
    fileCloses(third, ", ");
    fileCloses(third, ", ");
    as("admin", "soapstone");
    validates(third, "\n");
}

int main(int argc, char *argv[])
{
    char call[64];
    must(argc == 4, "two addresses and the form of beans");
    snprintf(url[0], sizeof url[0], "%s/cfcc/control?view=services/AdministratorService", argv[1]);
    snprintf(url[1], sizeof url[1], "%s/cfcc/control?view=services/FTService", argv[1]);
    admin = argv[2];
    begin();
    receive = soap->frecv;
    soap->frecv = keep;
    snprintf(call, sizeof call, "/systems/mft/reset?set=beans=%s", argv[3]);
    operator("POST", call);
    operator("PUT", "/clock?frozen=true&now=2014-07-11T12:00:00Z");

    start();
    rights();
    expiry();
    transfer();

    say("close");
    closes(bws, "\n");
    say("close again");
    closes(bws, "\n");
    say("validate");
    validates(bws, "\n");
    attempts("closed", bws);
    advance("19m54s");
    active("listed after 30m of 30m", admins, 1);
    advance("30m");
    active("and after 30m more", admins, 1);
    advance("30m1s");
    attempts("too late", admins);
    say("close too late");
    closes(admins, ", ");
    closes(admins, "\n");

    /* The path of Axis itself, which is the one that the WSDL has. */
    snprintf(url[0], sizeof url[0], "%s/cfcc/services/AdministratorService", argv[1]);
    active("again", plain("admin"), 1);

    operator("POST", "/systems/mft/reset?set=badCredentials=401");
    refused("wrong password, the other choice", "admin", "wrong");
    end();
    return 0;
}
