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

    /* Certificate, key and what is accepted, as the module's options say it. Texts are copied. */
    typedef struct kc_tls
    {
        uint32_t size;
        kc_str cert_file; /* PEM, the chain after the certificate; "": in key_file */
        kc_str key_file;  /* PEM */
        kc_str key_pass;  /* of an encrypted key */
        kc_str ca_file;   /* PEM, to verify client certificates by; "": none are asked for */
        kc_str ca_path;   /* c_rehash directory, the same */
        kc_str min_proto; /* "tls1.2" (what "" means), "tls1.3" */
        kc_str ciphers;   /* OpenSSL list for TLS 1.2; "": OpenSSL's default */
        kc_str curves;    /* OpenSSL groups list; "": OpenSSL's default */
        uint32_t prefer_server_ciphers;
        uint32_t refuse_unverified; /* 0: a client certificate that ca_file and ca_path do not vouch
                                       for is reported only; else the handshake fails */
    } kc_tls;

    /* The TLS session of a connection. Borrowed until the callback returns. */
    typedef struct kc_tls_info
    {
        uint32_t size;
        kc_str protocol; /* "TLSv1.3" */
        kc_str cipher;
        kc_str server_name;     /* that the client asked for (RFC 6066 3); "" */
        kc_str peer_cert;       /* DER of the client's certificate, verified or not; "" */
        uint32_t peer_verified; /* by ca_file or ca_path */
    } kc_tls_info;

    /* Who is at the other end. */
    typedef struct kc_peer
    {
        uint32_t size;
        kc_str address; /* "127.0.0.1", "::1"; "" on a UNIX socket */
        uint32_t port;
        uint32_t is_unix;
        int64_t uid;     /* of the peer process on a UNIX socket; else -1 */
        kc_str local;    /* the listening address as configured */
        kc_str session;  /* short id that ties log lines together */
        uint32_t is_tls; /* the octets are protected; see kc_net.tls_info */
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

    typedef enum kc_listen_flag
    {
        KC_LISTEN_TLS = 1,     /* handshake first; open() follows it */
        KC_LISTEN_NO_LOGIN = 2 /* clients of this protocol never log in: only the limit for
                                  authenticated connections of an address counts */
    } kc_listen_flag;

    typedef struct kc_listen
    {
        uint32_t size;
        kc_str name;        /* "imap": for logs and metrics */
        kc_str addresses;   /* as in *_listen: "host:port", "[v6]:port", "*:port", "*%lo:236",
                               "unix:/path", separated by blanks */
        const char* option; /* the option that says so, for error messages */
        const kc_protocol* protocol;
        void* self;
        int64_t timeout;       /* first time-out of a connection, nanoseconds */
        uint32_t max_input;    /* octets that may wait unused; at least 4096 */
        uint32_t unix_mode;    /* permissions of a UNIX socket, e.g. 0666 */
        uint32_t flags;        /* of kc_listen_flag */
        const kc_tls* tls;     /* for KC_LISTEN_TLS and start_tls(); NULL: none */
        kc_str busy;           /* written to a client that is turned away at a limit, before it is
                                  closed; not in TLS; "": nothing */
        int64_t login_timeout; /* nanoseconds from accept to authenticated(); 0: none */
        int64_t send_timeout;  /* without progress of the output; 0: the kernel's 60 s */
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
        /* Ask for a wake() callback `ns` from now; a later call replaces an earlier one, 0 takes it
         * back. In the callbacks only. */
        void (*wake_after)(kc_conn* conn, int64_t ns);
        /* No input() until a wake() has come: what the client sends waits. In the callbacks only.
         */
        void (*pause)(kc_conn* conn);
        /* The client has proved to be `user`: the login time-out ends, other limits count.
         * KC_EBUSY, when that user has too many connections: say so and finish(). May be called
         * again, for the same user or another. In the callbacks only. */
        kc_status (*authenticated)(kc_conn* conn, kc_str user);
        /* STARTTLS: what was written goes out in plain text, input that has come already is thrown
         * away, the handshake follows. In input() only, which then returns KC_OK. KC_ENOTSUP if the
         * listener has no tls. */
        kc_status (*start_tls)(kc_conn* conn);
        /* KC_ENOTFOUND on a plain connection. In the callbacks only. */
        kc_status (*tls_info)(kc_conn* conn, kc_tls_info* out);
        /* Would it do? Reads the files; the reason by fail(), in a text that begins with the name
         * of the member of kc_tls that is wrong and a colon. In create(), check(). [main] */
        kc_status (*check_tls)(kc_kernel* k, kc_ctx* ctx, const kc_tls* tls);
        /* New handshakes of the caller's listener of that name use it; on failure the old one
         * stays. In reload(). [main] */
        kc_status (*set_tls)(kc_kernel* k, kc_ctx* ctx, kc_str listener, const kc_tls* tls);
    } kc_net;

#define KC_NET "kc.net/1"

#ifdef __cplusplus
}
#endif

#endif
