/*
 * The sessions of Futurama's WebAPI from beginning to end with the client that gSOAP makes of the served WSDL, and over REST.
 *
 *     wsdl2h -t futurama.typemap -c -o session.h 'http://127.0.0.1:8080/WebAPIService.svc?wsdl'
 *     soapcpp2 -C -c -L -x -I/usr/share/gsoap/import session.h
 *     gcc -I. -o futurama futurama.c soapC.c soapClient.c -lgsoap
 *     ./futurama http://127.0.0.1:8080 http://127.0.0.1:8081
 *
 * The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
 */
#include <time.h>

#include "soapH.h"
#include "BasicHttpBinding_USCOREIWebAPIService.nsmap"
#include "step.h"

static char url[256], rest[256];
static char *ids[8];
static int issued;

/* Calls an operation with in, and reads into out. */
#ifdef SPLIT /* the parts of a WCF host have the binding in another namespace */
#define CALL(operation) soap_call___host__##operation(soap, url, NULL, &in, &out)
#else
#define CALL(operation) soap_call___webapi__##operation(soap, url, NULL, &in, &out)
#endif

static void failed(void)
{
    must(fault() == NULL, "a detail");
    puts("");
}

/* Says a message with the place of an id among those that were issued, instead of the id. */
static void message(const char *text)
{
    for (int i = 0; i < issued; i++) {
        const char *at = strstr(text, ids[i]);
        if (at != NULL) {
            printf("%.*s#%d%s", (int)(at - text), text, i + 1, at + strlen(ids[i]));
            return;
        }
    }
    printf("%s", text);
}

static void until(const time_t *at)
{
    char text[16] = "none";
    if (at != NULL)
        strftime(text, sizeof text, "%H:%M:%S", gmtime(at));
    printf(", until %s\n", text);
}

static void started(const char *step, char *folder, char *document)
{
    struct webapi__StartSessionRequest request = {document, folder};
    struct _webapi__StartSession in = {&request};
    struct _webapi__StartSessionResponse out;
    struct webapi__StartSessionResult *result;
    say(step);
    fresh();
    if (CALL(StartSession)) {
        failed();
        return;
    }
    result = out.StartSessionResult;
    if (result->SessionID == NULL) {
        printf("%s, no id", result->Message);
    } else {
        for (int i = 0; i < issued; i++)
            must(strcmp(ids[i], result->SessionID) != 0, ids[i]);
        ids[issued++] = strdup(result->SessionID);
        printf("%s, %zu characters", result->Message, strlen(result->SessionID));
    }
    until(result->NextTimeout);
}

/* Keeps alive what a request names. */
static void keepAs(const char *step, struct webapi__SessionKeepAliveRequest *request)
{
    struct _webapi__SessionKeepAlive in = {request};
    struct _webapi__SessionKeepAliveResponse out;
    say(step);
    fresh();
    if (CALL(SessionKeepAlive)) {
        failed();
        return;
    }
    message(out.SessionKeepAliveResult->Message);
    until(out.SessionKeepAliveResult->NextTimeout);
}

static void keep(const char *step, char *id)
{
    struct webapi__SessionKeepAliveRequest request = {id};
    keepAs(step, &request);
}

static void ends(const char *step, char *id)
{
    struct webapi__SessionEndRequest request = {id};
    struct _webapi__SessionEnd in = {&request};
    struct _webapi__SessionEndResponse out;
    say(step);
    fresh();
    must(CALL(SessionEnd) == SOAP_OK, step);
    message(out.SessionEndResult->Message);
    puts("");
}

static void resource(void)
{
    struct data__ResourceRequest wanted = {"Savingsaccount", "logo.png", "File"};
    struct _webapi__GetResource in = {&wanted};
    struct _webapi__GetResourceResponse out;
    struct data__ResourceResult *r;
    fresh();
    must(CALL(GetResource) == SOAP_OK, "the resource");
    r = out.GetResourceResult;
    printf("resource: %s, %s, %s\n", r->Data.__ptr == NULL ? "no data" : "data", r->Error, r->MimeType == NULL ? "no type" : r->MimeType);
}

/* Posts to the REST service. In body, # is the id. */
static char *post(const char *path, const char *type, const char *body, const char *id)
{
    char at[512], text[512];
    snprintf(at, sizeof at, "%s%s", rest, path);
    snprintf(text, sizeof text, body, id);
    fresh();
    return request("POST", at, type, text);
}

/* What stands in an answer between two texts. */
static char *within(char *answer, const char *begin, const char *end)
{
    char *from = strstr(answer, begin), *to;
    must(from != NULL, answer);
    from += strlen(begin);
    to = strstr(from, end);
    must(to != NULL, answer);
    return strndup(from, to - from);
}

static void overRest(void)
{
    char *answer = post("/SessionKeepAlive", "application/json", "{\"sessionID\":\"%s\"}", ids[3]);
    time_t next;
    must(soap_s2dateTime(soap, within(answer, "\"NextTimeout\":\"", "\""), &next) == SOAP_OK, answer);
    printf("JSON keeps it alive: %s", within(answer, "\"Message\":\"", "\""));
    until(&next);
    answer = post("/SessionEnd", "application/xml", "<SessionEndRequest><SessionID>%s</SessionID></SessionEndRequest>", ids[3]);
    printf("XML ends it: %s\n", within(answer, "<Message>", "</Message>"));
    keep("keep alive", ids[3]);
    answer = post("", "application/json", "{\"folder\":\"%s\"}", "Savingsaccount");
    ids[issued++] = within(answer, "\"sessionID\":\"", "\"");
    keep("started with JSON", ids[4]);
}

int main(int argc, char *argv[])
{
    char spaced[64];
    must(argc == 3, "two addresses");
    snprintf(url, sizeof url, "%s/WebAPIService.svc", argv[1]);
    snprintf(rest, sizeof rest, "%s/rest/webapi", argv[1]);
    admin = argv[2];
    begin();
    operator("PUT", "/clock?frozen=true&now=2017-08-15T12:00:00Z");

    started("start", "Savingsaccount", "start.xml");
    started("start another", NULL, NULL);
    keep("keep alive", ids[0]);
    advance("1s");
    keep("1 s later", ids[0]);
    advance("19m59s");
    keep("idle for 19m59s of 20m", ids[0]);
    keep("the other, idle for 20m", ids[1]);
    keep("once more", ids[1]);
    advance("20m");
    keep("idle for 20m", ids[0]);
    ends("end it", ids[0]);
    keep("never issued", "abc");
    ends("end it", "abc");
    keep("keep alive <&>", "<&>");
    keep("empty", "");
    keep("null", NULL);
    keepAs("no request", NULL);

    started("start", NULL, NULL);
    started("start another", NULL, NULL);
    snprintf(spaced, sizeof spaced, "\n %s ", ids[2]);
    keep("white space around it", spaced);
    ends("end", ids[2]);
    keep("keep alive", ids[2]);
    ends("end again", ids[2]);
    keep("the other", ids[3]);
    resource();

    advance("1m");
    overRest();
    operator("POST", "/systems/futurama/restart");
    keep("after a restart", ids[4]);

    operator("POST", "/systems/futurama/reset?set=documents=start.xml");
    started("no such document", NULL, "end.xml");
    operator("POST", "/systems/futurama/reset?set=enabled=false");
    started("not enabled, start", NULL, NULL);
    keep("not enabled, keep alive", "abc");
    operator("POST", "/systems/futurama/reset?set=missingRequest=fault");
    keepAs("no request, the other choice", NULL);
    operator("POST", "/systems/futurama/reset?set=startSession=off");
    started("no StartSession", NULL, NULL);
    end();
    return 0;
}
