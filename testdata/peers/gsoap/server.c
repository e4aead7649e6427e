/*
 * Futurama's sessions as a server that gSOAP makes of the served WSDL.
 *
 *     wsdl2h -c -t ../../interop/gsoap/futurama.typemap -o session.h service.wsdl
 *     soapcpp2 -S -c -L -x -I/usr/share/gsoap/import session.h
 *     gcc -O2 -I. -o server server.c soapC.c soapServer.c -lgsoap -lpthread
 *     ./server
 *
 * It prints its address and serves until stdin ends. Each connection has a thread, as in "How to Create a Multi-Threaded
 * Stand-Alone Service" of gSOAP's user guide, and stays open for any number of requests. Sessions are in a table in memory.
 */
#include <pthread.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <time.h>
#include "soapH.h"
#include "BasicHttpBinding_USCOREIWebAPIService.nsmap"

enum { LENGTH = 24, LIFE = 20 * 60, BUCKETS = 1 << 16 };

struct session {
    char id[LENGTH + 1];
    time_t timeout;
    struct session *next;
};

static struct session *table[BUCKETS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static FILE *entropy;

static struct session **bucket(const char *id)
{
    unsigned hash = 2166136261u;
    while (*id) {
        hash = (hash ^ (unsigned char)*id++) * 16777619u;
    }
    return &table[hash % BUCKETS];
}

static struct session **find(const char *id)
{
    struct session **s = bucket(id);
    while (*s && strcmp((*s)->id, id) != 0) {
        s = &(*s)->next;
    }
    return s;
}

static time_t *at(struct soap *soap, time_t when)
{
    time_t *t = soap_malloc(soap, sizeof *t);
    *t = when;
    return t;
}

int __webapi__StartSession(struct soap *soap, struct _webapi__StartSession *call, struct _webapi__StartSessionResponse *answer)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz012345";
    struct session *s = calloc(1, sizeof *s), **first;
    int i;

    (void)call;
    answer->StartSessionResult = soap_new_webapi__StartSessionResult(soap, 1);
    soap_default_webapi__StartSessionResult(soap, answer->StartSessionResult);
    pthread_mutex_lock(&lock);
    for (i = 0; i < LENGTH; i++) {
        s->id[i] = letters[getc(entropy) & 31];
    }
    s->timeout = time(NULL) + LIFE;
    first = bucket(s->id);
    s->next = *first;
    *first = s;
    answer->StartSessionResult->SessionID = soap_strdup(soap, s->id);
    answer->StartSessionResult->NextTimeout = at(soap, s->timeout);
    pthread_mutex_unlock(&lock);
    answer->StartSessionResult->Message = "success";
    return SOAP_OK;
}

int __webapi__SessionKeepAlive(struct soap *soap, struct _webapi__SessionKeepAlive *call, struct _webapi__SessionKeepAliveResponse *answer)
{
    const char *id = call->request && call->request->SessionID ? call->request->SessionID : "";
    time_t now = time(NULL), timeout = 0;
    struct session *s;

    pthread_mutex_lock(&lock);
    if ((s = *find(id)) && s->timeout > now) {
        timeout = s->timeout = now + LIFE;
    }
    pthread_mutex_unlock(&lock);
    answer->SessionKeepAliveResult = soap_new_webapi__SessionKeepAliveResult(soap, 1);
    soap_default_webapi__SessionKeepAliveResult(soap, answer->SessionKeepAliveResult);
    answer->SessionKeepAliveResult->Message = timeout ? "success" : "No such session.";
    if (timeout) {
        answer->SessionKeepAliveResult->NextTimeout = at(soap, timeout);
    }
    return SOAP_OK;
}

int __webapi__SessionEnd(struct soap *soap, struct _webapi__SessionEnd *call, struct _webapi__SessionEndResponse *answer)
{
    const char *id = call->request && call->request->SessionID ? call->request->SessionID : "";
    struct session **s, *ended;

    pthread_mutex_lock(&lock);
    s = find(id);
    if ((ended = *s)) {
        *s = ended->next;
    }
    pthread_mutex_unlock(&lock);
    answer->SessionEndResult = soap_new_webapi__SessionEndResult(soap, 1);
    soap_default_webapi__SessionEndResult(soap, answer->SessionEndResult);
    answer->SessionEndResult->Message = ended ? "success" : "No such session.";
    free(ended);
    return SOAP_OK;
}

int __webapi__GetResource(struct soap *soap, struct _webapi__GetResource *call, struct _webapi__GetResourceResponse *answer)
{
    (void)call;
    (void)answer;
    return soap_receiver_fault(soap, "no resources here", NULL);
}

static void *serve(void *connection)
{
    struct soap *soap = connection;
    soap_serve(soap);
    soap_destroy(soap);
    soap_end(soap);
    soap_free(soap);
    return NULL;
}

static void *until_stdin_ends(void *unused)
{
    while (getchar() != EOF) {
    }
    exit(0);
    return unused;
}

int main(void)
{
    /* A tree needs no search for shared data, and a kept message no second pass for its length: both are faster. */
    struct soap *soap = soap_new2(SOAP_IO_KEEPALIVE | SOAP_XML_TREE, SOAP_IO_KEEPALIVE | SOAP_XML_TREE | SOAP_IO_STORE);
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    pthread_t thread;
    int one = 1;

    entropy = fopen("/dev/urandom", "r");
    soap->max_keep_alive = 0; /* without end */
    soap->bind_flags = SO_REUSEADDR;
    if (!entropy || !soap_valid_socket(soap_bind(soap, "127.0.0.1", 0, 1024)) ||
        getsockname(soap->master, (struct sockaddr *)&address, &size)) {
        soap_print_fault(soap, stderr);
        return 1;
    }
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    pthread_create(&thread, NULL, until_stdin_ends, NULL);
    while (soap_valid_socket(soap_accept(soap))) {
        struct soap *connection = soap_copy(soap);
        setsockopt(soap->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (!connection || pthread_create(&thread, NULL, serve, connection)) {
            return 1;
        }
        pthread_detach(thread);
    }
    soap_print_fault(soap, stderr);
    return 1;
}
