/* SPDX-License-Identifier: Apache-2.0 */
/* DRAFT kc.net/1 (kernel) and what a protocol module gives it.
 *
 * The kernel owns sockets; an idle connection costs memory, not a thread. When octets are there, it
 * calls the protocol on a pool thread: serially for one session, plain synchronous code. Output
 * goes to a queue that the kernel drains, so no callback ever waits for a slow peer. */
#ifndef KC_ABI_NET_H
#define KC_ABI_NET_H

#include "../host.h"

#ifdef __cplusplus
extern "C"
{
#endif

    typedef struct kc_conn kc_conn;

    /* Who is at the other end. */
    typedef struct kc_peer
    {
        uint32_t size;
        kc_str address; /* "127.0.0.1", "::1"; "" on a UNIX socket */
        uint32_t port;
        uint32_t is_unix;
        int64_t uid;    /* of the peer process on a UNIX socket; else -1 */
        kc_str local;   /* the listening address as configured */
        kc_str session; /* short id that ties log lines together */
    } kc_peer;

    /* The session side. All [call], never two at once for one session. The first argument of open()
     * is kc_listen.self; of the others, the session that open() made. */
    typedef struct kc_protocol
    {
        uint32_t size;
        /* A new connection; may write a greeting. A failure closes the connection; no close()
         * follows. */
        kc_status (*open)(void* self, kc_ctx* ctx, kc_conn* conn, const kc_peer* peer,
                          void** session);
        /* `bytes` is all that has come and was not yet used; *used says how much this call
         * consumed. KC_OK: call again when more has come. KC_CONTINUE: call again as soon as the
         * output queue has room, with what is left of the input (possibly nothing): for answers
         * larger than the queue. A failure closes the connection at once. The session must always
         * use octets once kc_listen. max_input of them are waiting, since then no more is read. At
         * the end of the peer's stream input() is not called again; close() is. */
        kc_status (*input)(void* session, kc_ctx* ctx, kc_str bytes, size_t* used);
        /* After kc_net.wake(), however often that was called in between. */
        kc_status (*wake)(void* session, kc_ctx* ctx);
        /* The time-out has passed: say goodbye; the kernel flushes and closes after it. */
        void (*expire)(void* session, kc_ctx* ctx);
        /* The server is going down: as expire(). */
        void (*drain)(void* session, kc_ctx* ctx);
        /* The last call. kc_conn is valid until it returns; whoever might call wake() must be
         * unsubscribed in it. */
        void (*close)(void* session);
    } kc_protocol;

    typedef struct kc_listen
    {
        uint32_t size;
        kc_str name;        /* "imap": for logs and metrics */
        kc_str addresses;   /* as in *_listen: "host:port", "[v6]:port", "*:port", "*%lo:236",
                               "unix:/path", separated by blanks */
        const char* option; /* the option that says so, for error messages */
        const kc_protocol* protocol;
        void* self;
        int64_t timeout;    /* first time-out of a connection, nanoseconds */
        uint32_t max_input; /* octets that may wait unused; at least 4096 */
        uint32_t unix_mode; /* permissions of a UNIX socket, e.g. 0666 */
    } kc_listen;

    typedef struct kc_net
    {
        uint32_t size;
        /* Announces a listener; opened after every module has started. [main], in start() */
        kc_status (*listen)(kc_kernel* k, const kc_listen* listen);
        /* Queues output, always all of it. KC_STOP when the queue is above its mark (256 KiB):
         * finish the piece at hand and return KC_CONTINUE. In the session's callbacks only. */
        kc_status (*write)(kc_conn* conn, const char* p, size_t n);
        /* Close once the queue is flushed; no more input. In the session's callbacks only. */
        void (*finish)(kc_conn* conn);
        /* Ask for a wake() callback. [any], until the session's close() returns */
        void (*wake)(kc_conn* conn);
        /* Idle time from now on, nanoseconds since the last octet in or out. In the callbacks only.
         */
        void (*set_timeout)(kc_conn* conn, int64_t ns);
    } kc_net;

#define KC_NET "kc.net/1"

#ifdef __cplusplus
}
#endif

#endif
