/* What the programs here have in common: the steps, the operator's API, which moves the clock, and other plain requests. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct soap *soap;
static const char *admin;

static void must(int holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "not as it must be: %s\n", what == NULL ? "(null)" : what);
        exit(1);
    }
}

static void say(const char *step)
{
    printf("%s: ", step);
}

/* Frees what the last call read, and forgets its header and its credentials. */
static void fresh(void)
{
    soap_destroy(soap);
    soap_end(soap);
    soap->header = NULL;
    soap->userid = soap->passwd = NULL;
}

/* Says what a call failed with: the code and the text, or the status alone. Returns the detail. */
static struct SOAP_ENV__Detail *fault(void)
{
    if (soap->error == 401) {
        printf("401");
        return NULL;
    }
    if (soap->error != SOAP_FAULT && soap->error != SOAP_CLI_FAULT) { /* the second is a fault whose code is Client */
        soap_print_fault(soap, stderr);
        exit(1);
    }
    printf("fault %s, ", *soap_faultcode(soap));
    for (const char *s = *soap_faultstring(soap); *s != '\0'; s++) {
        if (*s == '\n')
            printf("\\n");
        else
            putchar(*s);
    }
    return soap->fault->detail;
}

/* Sends a plain request, and returns what it is answered with 200. */
static char *request(const char *method, const char *url, const char *type, const char *body)
{
    char *answer;
    int failed = strcmp(method, "PUT") == 0 ? soap_PUT(soap, url, NULL, type) : soap_POST(soap, url, NULL, type);
    must(!failed && soap_send(soap, body) == SOAP_OK && soap_end_send(soap) == SOAP_OK && soap_begin_recv(soap) == SOAP_OK, url);
    answer = soap_http_get_body(soap, NULL);
    must(soap_end_recv(soap) == SOAP_OK && soap->status == 200, url);
    soap_closesock(soap);
    return answer;
}

static void operator(const char *method, const char *call)
{
    char url[256];
    fresh();
    snprintf(url, sizeof url, "%s%s", admin, call);
    request(method, url, "text/plain", "");
}

static void advance(const char *by)
{
    char call[64];
    snprintf(call, sizeof call, "/clock/advance?by=%s", by);
    operator("POST", call);
}

/* Makes a reader that takes nothing that the contract does not have. */
static void begin(void)
{
    soap = soap_new1(SOAP_XML_STRICT | SOAP_C_UTFSTRING);
    soap_set_namespaces(soap, namespaces);
}

static void end(void)
{
    fresh();
    soap_free(soap);
}
