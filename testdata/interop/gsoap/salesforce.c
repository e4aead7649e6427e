/*
 * Salesforce sessions from login to login with the client that gSOAP makes of the served WSDL of the partner API.
 *
 *     wsdl2h -c -o session.h 'http://127.0.0.1:8080/services/Soap/u/64.0?WSDL'
 *     soapcpp2 -C -c -L -x -I/usr/share/gsoap/import session.h
 *     gcc -I. -o salesforce salesforce.c soapC.c soapClient.c -lgsoap
 *     ./salesforce http://127.0.0.1:8080 http://127.0.0.1:8081 u/64.0
 *
 * The second address is the operator's API, which moves the clock; the last is the API and its version. Each step prints
 * what it saw; a surprise ends it all.
 */
#include <time.h>

#include "soapH.h"
#include "SoapBinding.nsmap"
#include "step.h"

static char url[256];

/* One user's connection, which goes on where the login says. */
struct connection {
    char *user, *password, *at, *id, *userId;
    int passwordExpired;
};

/* Calls an operation with in, and reads into out. */
#define CALL(operation) soap_call___ns1__##operation(soap, c->at, NULL, &in, &out)

static void on(struct connection *c)
{
    fresh();
    soap_header(soap);
    memset(soap->header, 0, sizeof *soap->header);
    soap->header->ns1__SessionHeader = soap_malloc(soap, sizeof(struct _ns1__SessionHeader));
    soap->header->ns1__SessionHeader->sessionId = c->id;
}

/* From 29.0 on, an answer tells the use of the API. */
static void limited(void)
{
    struct _ns1__LimitInfoHeader *info = soap->header->ns1__LimitInfoHeader;
    must(info != NULL && info->__sizelimitInfo == 1, "LimitInfoHeader");
    must(strcmp(info->limitInfo->type, "API REQUESTS") == 0 && info->limitInfo->limit == 15000, info->limitInfo->type);
}

/* Says what a call failed with, and the type of the detail, which has the same code and the same text. */
static void failed(void)
{
    struct SOAP_ENV__Detail *detail = fault();
    enum ns3__ExceptionCode code;
    char *message, *kind, both[1024];
    must(detail != NULL, "the detail");
    must((detail->ns3__LoginFault != NULL) + (detail->ns3__UnexpectedErrorFault != NULL) == 1, "one detail");
    if (detail->ns3__LoginFault != NULL) {
        kind = "LoginFault";
        code = detail->ns3__LoginFault->exceptionCode;
        message = detail->ns3__LoginFault->exceptionMessage;
    } else {
        kind = "UnexpectedErrorFault";
        code = detail->ns3__UnexpectedErrorFault->exceptionCode;
        message = detail->ns3__UnexpectedErrorFault->exceptionMessage;
    }
    snprintf(both, sizeof both, "%s: %s", soap_ns3__ExceptionCode2s(soap, code), message);
    must(strcmp(both, *soap_faultstring(soap)) == 0, both);
    printf(", %s\n", kind);
}

/* Logs in, and keeps the answer's information about the user, of which fresh frees the rest. */
static int login(struct connection *c, struct ns1__LoginResult **result)
{
    struct _ns1__login in = {c->user, c->password};
    struct _ns1__loginResponse out;
    fresh();
    c->at = url;
    if (CALL(login))
        return 0;
    must(out.result->serverUrl != NULL && out.result->sessionId != NULL && !out.result->sandbox, "the login");
    must(strcmp(out.result->userId, out.result->userInfo->userId) == 0, out.result->userId);
    c->at = strdup(out.result->serverUrl);
    c->id = strdup(out.result->sessionId);
    c->userId = strdup(out.result->userId);
    c->passwordExpired = out.result->passwordExpired;
    if (result != NULL)
        *result = out.result;
    return 1;
}

static struct connection logged(char *user)
{
    struct connection c = {user, "soapstone"};
    must(login(&c, NULL), user);
    return c;
}

static void again(struct connection *c)
{
    must(login(c, NULL), c->user);
}

static void userName(struct connection *c)
{
    struct _ns1__getUserInfo in;
    struct _ns1__getUserInfoResponse out;
    on(c);
    if (CALL(getUserInfo)) {
        failed();
        return;
    }
    limited();
    puts(out.result->userName);
}

static void invalidateAll(struct connection *c, int n, char **ids)
{
    struct _ns1__invalidateSessions in = {n, ids};
    struct _ns1__invalidateSessionsResponse out;
    on(c);
    if (CALL(invalidateSessions)) {
        failed();
        return;
    }
    limited();
    for (int i = 0; i < out.__sizeresult; i++) {
        struct ns1__InvalidateSessionsResult *r = &out.result[i];
        must(r->success == (r->__sizeerrors == 0) && r->__sizeerrors <= 1, "errors");
        printf("%s%s", i == 0 ? "" : ", ", r->success ? "true" : "false ");
        if (!r->success) {
            must(*r->errors->message != '\0', "a message");
            printf("%s", soap_ns1__StatusCode2s(soap, r->errors->statusCode));
        }
    }
    puts("");
}

static void invalidate(struct connection *c, char *one, char *other)
{
    char *ids[] = {one, other};
    invalidateAll(c, other == NULL ? 1 : 2, ids);
}

static void logsOut(struct connection *c)
{
    struct _ns1__logout in;
    struct _ns1__logoutResponse out;
    on(c);
    if (CALL(logout))
        failed();
    else
        puts("done");
}

static void setPassword(struct connection *c, char *password)
{
    struct _ns1__setPassword in = {c->userId, password};
    struct _ns1__setPasswordResponse out;
    on(c);
    must(CALL(setPassword) == SOAP_OK && out.result != NULL, "setPassword");
}

static int same(const char *one, const char *other)
{
    return one == NULL ? other == NULL : other != NULL && strcmp(one, other) == 0;
}

static void user(struct connection *c)
{
    struct _ns1__getUserInfo in;
    struct _ns1__getUserInfoResponse out;
    struct ns1__GetUserInfoResult one, *other;
    struct ns1__LoginResult *result;
    must(login(c, &result), c->user);
    one = *result->userInfo;
    one.userId = strdup(one.userId);
    one.profileId = strdup(one.profileId);
    one.organizationId = strdup(one.organizationId);
    on(c);
    must(CALL(getUserInfo) == SOAP_OK, "the user");
    other = out.result;
    must(same(one.userId, other->userId) && same(one.profileId, other->profileId), other->userId);
    must(same(one.organizationId, other->organizationId) && other->roleId == NULL, other->organizationId);
    must(other->sessionSecondsValid == 7200, "sessionSecondsValid");
    say("user");
    printf("%s of %s\n", other->userName, other->organizationName);
}

static void serverTimestamp(struct connection *c)
{
    struct _ns1__getServerTimestamp in;
    struct _ns1__getServerTimestampResponse out;
    char text[32];
    on(c);
    must(CALL(getServerTimestamp) == SOAP_OK, "the server's time");
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", gmtime(&out.result->timestamp));
    say("server timestamp");
    puts(text);
}

static void anotherAndItsOwn(struct connection *alice)
{
    struct connection bob = logged("bob@example.com");
    char *first = alice->id, *many[201];
    must(strcmp(bob.id, first) != 0, bob.id);
    say("invalidate another and an unknown one");
    invalidate(alice, bob.id, "abc");
    say("the other");
    userName(&bob);
    say("the other invalidates");
    invalidate(&bob, alice->id, NULL);
    again(&bob);
    say("the other logs in");
    userName(&bob);
    say("invalidate another and its own");
    invalidate(alice, bob.id, alice->id);
    say("its own");
    userName(alice);
    say("its own again");
    invalidate(alice, alice->id, NULL);
    again(alice);
    must(strcmp(alice->id, first) != 0, first);
    say("login after it");
    userName(alice);
    for (int i = 0; i < 201; i++)
        many[i] = alice->id;
    say("201 ids");
    invalidateAll(alice, 201, many);
}

static void logOutAndExpire(struct connection *alice)
{
    say("logout");
    logsOut(alice);
    say("logout again");
    logsOut(alice);
    say("call after it");
    userName(alice);
    alice->id = "abc";
    say("no session id at all");
    userName(alice);

    again(alice);
    advance("7199s");
    say("idle for 7199 s of 7200");
    userName(alice);
    advance("7200s");
    say("idle for 7200 s");
    userName(alice);
    again(alice);
    say("login after it");
    userName(alice);
}

static void newPassword(void)
{
    struct connection expired = logged("expired@example.com");
    say("login, password expired");
    puts(expired.passwordExpired ? "true" : "false");
    say("before a new one");
    userName(&expired);
    setPassword(&expired, "soapstone2");
    say("with a new one");
    userName(&expired);
    say("login with the old one");
    must(!login(&expired, NULL), "the old password");
    failed();
}

int main(int argc, char *argv[])
{
    struct connection wrong = {"alice@example.com", "wrong"}, alice;
    char *first;
    must(argc == 4, "two addresses and the API");
    snprintf(url, sizeof url, "%s/services/Soap/%s", argv[1], argv[3]);
    admin = argv[2];
    begin();
    operator("PUT", "/clock?frozen=true&now=2026-01-02T03:04:05Z");

    say("login, wrong password");
    must(!login(&wrong, NULL), "the wrong password");
    failed();
    alice = logged("alice@example.com");
    must(!alice.passwordExpired, "passwordExpired");
    first = alice.id;
    say("login");
    printf("%zu characters of %.*s, %s\n", strlen(first), (int)strcspn(first, "!"), first, strstr(alice.at, "/services/"));
    again(&alice);
    must(strcmp(alice.id, first) == 0, alice.id);
    puts("login again: the same session");
    user(&alice);
    serverTimestamp(&alice);

    anotherAndItsOwn(&alice);
    logOutAndExpire(&alice);
    newPassword();
    end();
    return 0;
}
