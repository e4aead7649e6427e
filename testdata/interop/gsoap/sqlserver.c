/*
 * A SQL Server session from beginning to end with the client that gSOAP makes of the served WSDL.
 *
 *     curl -s -u alice:soapstone 'http://127.0.0.1:8080/sql/demo?wsdl' > demo.wsdl
 *     wsdl2h -c -o session.h demo.wsdl && cat sqlserver.header >> session.h
 *     sed -E -i '/:(sessionId|transactionDescriptor) /s/base64Binary /base64Binary* /' session.h
 *     soapcpp2 -C -c -L -x -I/usr/share/gsoap/import session.h
 *     gcc -I. -I/usr/share/gsoap -o sqlserver sqlserver.c soapC.c soapClient.c /usr/share/gsoap/custom/struct_timeval.c -lgsoap
 *     ./sqlserver http://127.0.0.1:8080 http://127.0.0.1:8081
 *
 * The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
 */
#include "soapH.h"
#include "demoSoap.nsmap"
#include "step.h"

/* One endpoint as one user, and with a login of SQL Server if there is one. */
struct endpoint {
    char url[256];
    const char *user, *password;
    char *login, *secret;
};

/* What a call says of its session. */
struct session {
    int initiate, terminate;
    const char *id; /* 16 bytes */
    int timeout;
};

static const char *server;
static struct _ns10__sqlbatchResponse out;

static struct endpoint endpoint(const char *path)
{
    struct endpoint e = {.user = "alice", .password = "soapstone"};
    snprintf(e.url, sizeof e.url, "%s%s", server, path);
    return e;
}

/* The session of the last answer, NULL when it has none. */
static struct _ns8__sqlSession *answered(void)
{
    return soap->header == NULL ? NULL : soap->header->ns8__sqlSession;
}

/* Says what the last answer says of the session, as the attributes were. */
static const char *header(void)
{
    struct _ns8__sqlSession *s = answered();
    if (s == NULL)
        return "none";
    must(!s->initiate && s->transactionDescriptor == NULL, "initiate");
    if (s->sessionId != NULL)
        return s->terminate ? "sessionId, terminate=true" : s->timeout != NULL ? "sessionId, timeout" : "sessionId";
    must(s->timeout == NULL, "timeout");
    return s->terminate ? "terminate=true" : "";
}

/* Runs a batch, in a session if there is something to say about one. */
static int batch(struct endpoint *e, char *commands, struct ns9__ArrayOfSqlParameter *parameters, const struct session *session)
{
    struct _ns10__sqlbatch in = {commands, parameters};
    fresh();
    soap->userid = e->user;
    soap->passwd = e->password;
    soap_header(soap);
    memset(soap->header, 0, sizeof *soap->header);
    if (session != NULL) {
        struct _ns8__sqlSession *block = soap_malloc(soap, sizeof *block);
        soap_default__ns8__sqlSession(soap, block);
        block->initiate = session->initiate;
        block->terminate = session->terminate;
        if (session->id != NULL) {
            block->sessionId = soap_malloc(soap, sizeof *block->sessionId);
            soap_default_xsd__base64Binary(soap, block->sessionId);
            block->sessionId->__ptr = (unsigned char *)session->id;
            block->sessionId->__size = 16;
        }
        if (session->timeout != 0) {
            block->timeout = soap_malloc(soap, sizeof(int));
            *block->timeout = session->timeout;
        }
        soap->header->ns8__sqlSession = block;
    }
    if (e->login != NULL) {
        struct _wsse__Security *security = soap_malloc(soap, sizeof *security);
        struct _wsse__UsernameToken *token = soap_malloc(soap, sizeof *token);
        struct _wsse__Password *password = soap_malloc(soap, sizeof *password);
        soap_default__wsse__Security(soap, security);
        soap_default__wsse__UsernameToken(soap, token);
        soap_default__wsse__Password(soap, password);
        password->__item = e->secret;
        password->Type = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText";
        token->Username = e->login;
        token->Password = password;
        security->UsernameToken = token;
        soap->header->wsse__Security = security;
    }
    if (soap->header->ns8__sqlSession == NULL && soap->header->wsse__Security == NULL)
        soap->header = NULL;
    return soap_call___ns1__sqlbatch(soap, e->url, NULL, &in, &out);
}

/* Runs a batch that must go well and answer with nothing. */
static void quiet(struct endpoint *e, char *commands, const struct session *session)
{
    if (batch(e, commands, NULL, session)) {
        soap_print_fault(soap, stderr);
        exit(1);
    }
    must(out.sqlbatchResult != NULL && out.sqlbatchResult->__size_SqlResultStream == 0, commands);
}

/* Starts a session, whose id goes where into points, and returns its timeout. */
static int initiate(struct endpoint *e, int timeout, char *into)
{
    struct session session = {.initiate = 1, .timeout = timeout};
    struct _ns8__sqlSession *s;
    quiet(e, "", &session);
    s = answered();
    must(s != NULL && strcmp(header(), "sessionId, timeout") == 0 && s->sessionId->__size == 16, "the header");
    memcpy(into, s->sessionId->__ptr, 16);
    return *s->timeout;
}

/* Says the only column of the only row of a batch's result. The rowset comes as it was written. */
static void value(struct endpoint *e, char *commands, struct ns9__SqlParameter *parameter, const struct session *session)
{
    struct ns9__ArrayOfSqlParameter parameters = {1, parameter};
    struct __ns7__union_SqlResultStream *parts;
    struct ns3__SqlRowSet *rows;
    const char *at;
    if (batch(e, commands, parameter == NULL ? NULL : &parameters, session)) {
        soap_print_fault(soap, stderr);
        exit(1);
    }
    must(out.sqlbatchResult->__size_SqlResultStream == 2, commands);
    parts = out.sqlbatchResult->__union_SqlResultStream;
    must(parts[0].__union_SqlResultStream == SOAP_UNION__ns7__union_SqlResultStream_SqlRowSet, "a rowset");
    must(parts[1].__union_SqlResultStream == SOAP_UNION__ns7__union_SqlResultStream_SqlRowCount, "a count");
    must(parts[1].union_SqlResultStream.SqlRowCount->Count == 1, "one row");
    rows = parts[0].union_SqlResultStream.SqlRowSet;
    at = strstr(rows->__any[rows->__size - 1], "<Column1>");
    must(at != NULL && strstr(at + 1, "<Column1>") == NULL, rows->__any[rows->__size - 1]);
    at += strlen("<Column1>");
    printf("%.*s", (int)strcspn(at, "<"), at);
}

/* Runs a batch that must fail, and says how. */
static void refused(const char *step, struct endpoint *e, const struct session *session)
{
    say(step);
    must(batch(e, "", NULL, session) != SOAP_OK, step);
    if (fault() != NULL)
        printf(", header %s", header());
    puts("");
}

static void login(struct endpoint *demo)
{
    char id[16];
    struct session of = {.id = id};
    struct endpoint app = *demo;
    app.login = "app";
    app.secret = "soapstone";
    printf("SQL login: timeout %d\n", initiate(&app, 0, id));
    refused("its session without the login", demo, &of);
    app.secret = "wrong";
    refused("SQL login, wrong password", &app, NULL);
    app = *demo;
    app.password = "wrong";
    refused("wrong password", &app, NULL);
}

int main(int argc, char *argv[])
{
    char id[16], second[16], none[16] = "";
    struct session in = {.id = id}, ends = {.id = id, .terminate = 1}, other = {.id = second, .terminate = 1};
    struct session unknown = {.id = none}, wants = {.initiate = 1};
    struct endpoint demo, bob, another, disabled;
    must(argc == 3, "two addresses");
    server = argv[1];
    admin = argv[2];
    /* The details of faults name SOAP 1.2, for which gSOAP would take the whole answer. */
    namespaces[0].in = NULL;
    begin();
    operator("PUT", "/clock?frozen=true");
    demo = endpoint("/sql/demo");
    another = endpoint("/sql/other");
    disabled = endpoint("/sql/nosessions");
    bob = demo;
    bob.user = "bob";

    say("no session");
    value(&demo, "SELECT @@LANGUAGE", NULL, NULL);
    printf(", header %s\n", header());
    say("initiate");
    printf("id of 16 bytes, timeout %d\n", initiate(&demo, 12, id));
    quiet(&demo, "SET LANGUAGE French", &in);
    say("enlist");
    value(&demo, "SELECT @@LANGUAGE", NULL, &in);
    must(strcmp(header(), "sessionId") == 0 && memcmp(answered()->sessionId->__ptr, id, 16) == 0, header());
    puts("");
    say("no session again");
    value(&demo, "SELECT @@LANGUAGE", NULL, NULL);
    puts("");
    say("initiate, above the cap");
    printf("timeout %d\n", initiate(&demo, 90, second));
    must(memcmp(second, id, 16) != 0, "another id");

    struct ns9__SqlParameter both[2], word;
    struct ns9__ArrayOfSqlParameter parameters = {2, both};
    soap_default_ns9__SqlParameter(soap, &both[0]);
    both[0].name = "question";
    both[0].maxLength = 20;
    both[0].Value = "Noël";
    both[1] = word = both[0];
    both[1].name = "answer";
    both[1].direction = ns9__ParameterDirection__InputOutput;
    both[1].Value = "";
    say("parameter in");
    value(&demo, "SELECT @question", &both[0], &in);
    puts("");
    must(batch(&demo, "SET @answer = @question + N' et adieu'", &parameters, &in) == SOAP_OK, "the parameters");
    must(out.Parameters->__sizeSqlParameter == 1, "one parameter");
    struct ns9__SqlParameter *back = out.Parameters->SqlParameter;
    printf("parameter out: %s %s %s %s\n", soap_ns9__ParameterDirection2s(soap, back->direction), back->name,
        soap_ns2__sqlDbTypeEnum2s(soap, back->sqlDbType), back->Value);
    word.name = "word";
    word.sqlDbType = ns2__sqlDbTypeEnum__VarChar;
    word.maxLength = 1; /* what the contract says where there is none: gSOAP leaves it out */
    word.Value = "hello";
    say("parameter without maxLength");
    value(&demo, "SELECT @word", &word, &in);
    puts("");

    must(batch(&demo, "SELECT * FROM Missing", NULL, &in) == SOAP_OK, "the error");
    struct ns6__SqlMessage *message = out.sqlbatchResult->__union_SqlResultStream[0].union_SqlResultStream.SqlMessage;
    printf("error of T-SQL: %d, class %d, %s\n", message->Number, message->Class, message->Message);

    refused("unknown id", &demo, &unknown);
    refused("another user", &bob, &ends);
    refused("another endpoint", &another, &ends);
    say("its owner");
    value(&demo, "SELECT @@LANGUAGE", NULL, &in);
    puts("");
    login(&demo);

    say("terminate");
    value(&demo, "SELECT @@LANGUAGE", NULL, &ends);
    must(strcmp(header(), "sessionId, terminate=true") == 0 && memcmp(answered()->sessionId->__ptr, id, 16) == 0, header());
    puts("");
    refused("use after the end", &demo, &in);
    refused("terminate again", &demo, &ends);
    operator("POST", "/faults?system=sqlserver&do=drop-reply&times=1");
    must(batch(&demo, "", NULL, &other) == SOAP_EOF, "the answer is lost");
    refused("terminate, answer lost, again", &demo, &other);

    initiate(&demo, 12, id);
    advance("12s");
    quiet(&demo, "", &in);
    puts("idle for 12 s of 12: alive");
    advance("13s");
    refused("idle for 13 s of 12", &demo, &in);

    refused("sessions disabled", &disabled, &wants);
    say("sessions disabled, none asked");
    value(&disabled, "SELECT @@LANGUAGE", NULL, NULL);
    puts("");
    end();
    return 0;
}
