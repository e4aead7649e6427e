/*
 * Sessions of Model 204 from login to logoff with the client that gSOAP makes of the served WSDL.
 *
 *     wsdl2h -c -o session.h 'http://127.0.0.1:8080/m204/session?wsdl'
 *     soapcpp2 -C -c -L -x -I/usr/share/gsoap/import session.h
 *     gcc -I. -o model204 model204.c soapC.c soapClient.c -lgsoap
 *     ./model204 http://127.0.0.1:8080 http://127.0.0.1:8081
 *
 * The second address is the operator's API, which moves the clock. Each step prints what it saw; whatever is no fault
 * ends it all. The reader is strict: it takes nothing that the contract does not have.
 */
#include <time.h>

#include "soapH.h"
#include "M204SessionSoap.nsmap"
#include "step.h"

static char url[256];
static const char *userid, *password; /* for calls without a thread */

/* Says what a call failed with: the code and the text, and what the detail says. */
static void failed(void)
{
    struct SOAP_ENV__Detail *detail = fault();
    if (detail != NULL) {
        struct _ns1__RequestCancelled *inner = detail->ns1__RequestCancelled;
        must(inner != NULL, "the detail");
        printf(", %s %s", inner->function, inner->reason);
    }
    puts("");
}

/* The heads of a call on a thread, or without one. */
static void on(const char *thread)
{
    fresh();
    if (thread != NULL) {
        soap_header(soap);
        soap->header->ns1__Thread = (char *)thread;
    } else {
        soap->userid = userid;
        soap->passwd = password;
    }
}

/* Calls an operation with in, and reads into out. */
#define CALL(operation) soap_call___ns1__##operation(soap, url, NULL, &in, &out)

/* Says the return code of an operation. */
#define RC(operation, ...)                                                      \
    struct _ns1__##operation in = {__VA_ARGS__};                                \
    struct _ns1__##operation##Response out;                                     \
    on(thread);                                                                 \
    if (CALL(operation))                                                        \
        failed();                                                               \
    else                                                                        \
        printf("%d\n", out.rc)

static int *seconds(int n)
{
    static int value;
    value = n;
    return &value;
}

static void create(const char *thread, char *sesid, char *owner, int *timeout, char *opts)
{
    RC(Session_USCORECreate, sesid, owner, timeout, opts);
}

static void opens(const char *thread, char *sesid, char *owner, int *timeout)
{
    RC(Session_USCOREOpen, sesid, owner, timeout);
}

static void closes(const char *thread, char *sesid, char *owner, int *timeout)
{
    RC(Session_USCOREClose, sesid, owner, timeout);
}

static void deletes(const char *thread, char *sesid, char *owner)
{
    RC(Session_USCOREDelete, sesid, owner, NULL);
}

static void logoff(const char *thread)
{
    RC(Logoff);
}

/* Logs in, and returns the token of the thread, NULL when that fails. */
static char *user(char *name, char *word)
{
    struct _ns1__Login in = {name, word};
    struct _ns1__LoginResponse out;
    soap->header = NULL;
    if (CALL(Login)) {
        failed();
        return NULL;
    }
    must(strlen(out.thread) == 32, out.thread);
    printf("user %d%s\n", out.userNumber, out.privileged ? ", privileged" : "");
    return strdup(out.thread);
}

static char *login(char *name)
{
    char *thread = user(name, "soapstone");
    must(thread != NULL, name);
    return thread;
}

static const char *text(const char *s)
{
    return *s == '\0' ? "-" : s;
}

/* Says what the functions without arguments say. */
static void state(const char *thread)
{
    int open;
    {
        struct _ns1__Session in;
        struct _ns1__SessionResponse out;
        on(thread);
        if (CALL(Session)) {
            failed();
            return;
        }
        open = out.result;
    }
    printf("%d, ", open);
    {
        struct _ns1__Session_USCOREId in;
        struct _ns1__Session_USCOREIdResponse out;
        on(thread);
        must(CALL(Session_USCOREId) == SOAP_OK, "the id");
        printf("%s, ", text(out.result));
    }
    {
        struct _ns1__Session_USCOREOwner in;
        struct _ns1__Session_USCOREOwnerResponse out;
        on(thread);
        must(CALL(Session_USCOREOwner) == SOAP_OK, "the owner");
        printf("%s, ", text(out.result));
    }
    {
        struct _ns1__Session_USCORETimeout in;
        struct _ns1__Session_USCORETimeoutResponse out;
        on(thread);
        must(CALL(Session_USCORETimeout) == SOAP_OK, "the timeout");
        printf("%d\n", out.result);
    }
}

static void sessions(const char *thread, char *owner)
{
    struct _ns1__Session_USCOREList in = {NULL, owner};
    struct _ns1__Session_USCOREListResponse out;
    on(thread);
    must(CALL(Session_USCOREList) == SOAP_OK, "the list");
    must(out.rc == out.__sizeitem, "the count");
    printf("%d", out.rc);
    for (int i = 0; i < out.__sizeitem; i++) {
        struct ns1__SessionItem *item = &out.item[i];
        char number[8] = "", columns[80];
        if (item->userNumber != NULL)
            snprintf(number, sizeof number, "%d", *item->userNumber);
        snprintf(columns, sizeof columns, "%-10s%6d%s%s%6s%s", item->owner, item->timeout, item->created, item->lastAccess,
            number, item->sesid);
        must(strcmp(columns, item->__item) == 0, columns);
        printf(" [%s]", item->__item);
    }
    puts("");
}

static void put(const char *thread, char *name, char *value)
{
    struct _ns1__SetSession in = {name, value};
    struct _ns1__SetSessionResponse out;
    on(thread);
    if (CALL(SetSession))
        failed();
    else
        puts("done");
}

static void value(const char *thread, char *name)
{
    struct _ns1__GetSession in = {name};
    struct _ns1__GetSessionResponse out;
    on(thread);
    if (CALL(GetSession))
        failed();
    else
        puts(out.value == NULL ? "none" : out.value);
}

static void discard(const char *thread, char *name)
{
    struct _ns1__DiscardSession in = {name};
    struct _ns1__DiscardSessionResponse out;
    on(thread);
    if (CALL(DiscardSession))
        failed();
    else
        puts("done");
}

int main(int argc, char *argv[])
{
    char *harpo, *second, *zeppo, *sysadm;
    must(argc == 3, "two addresses");
    snprintf(url, sizeof url, "%s/m204/session", argv[1]);
    admin = argv[2];
    begin();
    operator("PUT", "/clock?frozen=true&now=2024-01-31T10:15:00Z");

    say("login, wrong password");
    user("HARPO", "wrong");
    say("login, no such user");
    user("GUMMO", "soapstone");
    say("not logged in");
    state("none");
    say("HARPO");
    harpo = login("HARPO");
    say("HARPO");
    second = login("harpo");
    say("ZEPPO");
    zeppo = login("ZEPPO");
    say("SYSADM");
    sysadm = login("SYSADM");

    say("nothing open");
    state(harpo);
    say("close");
    closes(harpo, NULL, NULL, NULL);
    say("get");
    value(harpo, "horn");
    say("open");
    opens(harpo, "NOPE", NULL, NULL);
    say("create without an id");
    create(harpo, NULL, NULL, NULL, NULL);
    say("create, timeout -2");
    create(harpo, "A", NULL, seconds(-2), NULL);
    say("create, neither OPEN nor NOOPEN");
    create(harpo, "A", NULL, NULL, "MAYBE");
    say("create for ZEPPO");
    create(harpo, "A", "ZEPPO", NULL, NULL);
    say("create A");
    create(harpo, "A", NULL, NULL, NULL);
    say("state");
    state(harpo);
    say("create B as well");
    create(harpo, "B", NULL, NULL, NULL);
    say("set");
    put(harpo, "horn", "Zoë & <Co>");
    say("get");
    value(harpo, "horn");
    say("list");
    sessions(harpo, NULL);
    say("second thread opens A");
    opens(second, "A", NULL, NULL);
    operator("PUT", "/clock?frozen=false");
    struct timespec began, ended;
    clock_gettime(CLOCK_MONOTONIC, &began);
    say("second thread waits 1 s");
    opens(second, "A", NULL, seconds(1));
    clock_gettime(CLOCK_MONOTONIC, &ended);
    must(difftime(ended.tv_sec, began.tv_sec) + (ended.tv_nsec - began.tv_nsec) / 1e9 > 0.9, "waited");
    operator("PUT", "/clock?frozen=true&now=2024-01-31T10:16:00Z");

    say("close as B");
    closes(harpo, "B", NULL, NULL);
    say("state");
    state(harpo);
    say("open A");
    opens(harpo, "A", NULL, NULL);
    say("second thread opens B");
    opens(second, "B", NULL, NULL);
    say("state");
    state(second);
    say("get");
    value(second, "horn");
    say("get another");
    value(second, "harp");
    say("discard");
    discard(second, "horn");
    say("get");
    value(second, "horn");
    say("create B");
    create(harpo, "B", NULL, NULL, "NOOPEN");
    say("create C");
    create(harpo, "C", NULL, NULL, "NOOPEN");
    say("close for 60 s");
    closes(second, NULL, NULL, seconds(60));
    advance("59s");
    say("closed for 59 s of 60");
    opens(harpo, "B", NULL, NULL);
    say("state");
    state(harpo);
    say("close");
    closes(harpo, NULL, NULL, NULL);
    advance("60s");
    say("closed for 60 s");
    opens(harpo, "B", NULL, NULL);

    say("create C");
    create(harpo, "C", NULL, seconds(3600), NULL);
    say("set");
    put(harpo, "horn", "honk");
    say("close for everyone");
    closes(harpo, NULL, "*", NULL);
    say("ZEPPO lists what is public");
    sessions(zeppo, "\"*");
    say("ZEPPO opens C");
    opens(zeppo, "C", NULL, NULL);
    say("ZEPPO opens the public C");
    opens(zeppo, "C", "*", NULL);
    say("state");
    state(zeppo);
    say("get");
    value(zeppo, "horn");
    say("HARPO opens it");
    opens(harpo, "C", "*", NULL);
    say("ZEPPO closes it as his own");
    closes(zeppo, NULL, "ZEPPO", NULL);
    say("HARPO opens ZEPPO's");
    opens(harpo, "C", "ZEPPO", NULL);
    say("HARPO deletes ZEPPO's");
    deletes(harpo, "C", "ZEPPO");
    say("SYSADM opens ZEPPO's");
    opens(sysadm, "C", "ZEPPO", NULL);
    say("state");
    state(sysadm);
    say("SYSADM closes");
    closes(sysadm, NULL, NULL, NULL);
    say("SYSADM creates D for ZEPPO");
    create(sysadm, "D", "ZEPPO", NULL, NULL);

    say("ZEPPO opens C");
    opens(zeppo, "C", NULL, NULL);
    say("deletes it");
    deletes(zeppo, "C", NULL);
    say("state");
    state(zeppo);
    say("deletes it");
    deletes(zeppo, "C", NULL);
    say("closes");
    closes(zeppo, NULL, NULL, NULL);
    say("opens C");
    opens(zeppo, "C", NULL, NULL);
    say("creates E");
    create(zeppo, "E", NULL, NULL, "NOOPEN");
    say("deletes it");
    deletes(zeppo, "E", NULL);
    say("deletes it");
    deletes(zeppo, "E", NULL);

    say("create F");
    create(harpo, "F", NULL, NULL, NULL);
    advance("4m59s");
    say("silent for 4m59s of 5m");
    state(harpo);
    advance("5m");
    say("silent for 5m");
    state(harpo);
    say("HARPO");
    harpo = login("HARPO");
    say("open F");
    opens(harpo, "F", NULL, NULL);
    say("logoff");
    logoff(harpo);
    say("after it");
    state(harpo);
    userid = "HARPO";
    password = "soapstone";
    say("HARPO by Basic, open F");
    opens(NULL, "F", NULL, NULL);
    say("state");
    state(NULL);
    say("close");
    closes(NULL, NULL, NULL, NULL);
    password = "wrong";
    say("wrong password");
    state(NULL);
    userid = password = NULL;
    say("nobody, create W");
    create(NULL, "W", NULL, NULL, NULL);
    say("list");
    sessions(NULL, NULL);

    operator("POST", "/systems/model204/reset?set=publicLimit=1");
    say("HARPO");
    harpo = login("HARPO");
    say("create a public P");
    create(harpo, "P", "*", NULL, "NOOPEN");
    say("create a public Q");
    create(harpo, "Q", "*", NULL, "NOOPEN");
    say("create P");
    create(harpo, "P", NULL, NULL, NULL);
    say("close as the public P");
    closes(harpo, NULL, "*", NULL);
    say("close as a public Q");
    closes(harpo, "Q", "*", NULL);
    say("close");
    closes(harpo, NULL, NULL, NULL);
    say("open the public P");
    opens(harpo, "P", "*", NULL);
    say("close as P");
    closes(harpo, NULL, "HARPO", NULL);
    say("close as R");
    closes(harpo, "R", "HARPO", NULL);
    say("state");
    state(harpo);

    end();
    return 0;
}
