/* SPDX-License-Identifier: Apache-2.0 */
/* DRAFT kc.http/1: modules answer HTTP requests under a path.
 *
 * The front-end does what is HTTP: framing, logins, ranges (If-Range by the ETag that the handler
 * sets), If-None-Match, and compression of texts. An answer that holds a secret beside what
 * strangers choose says `Cache-Control: no-transform`, and is not compressed. */
#ifndef KC_ABI_HTTP_H
#define KC_ABI_HTTP_H

#include "../base.h"

#ifdef __cplusplus
extern "C"
{
#endif

/* A body of at most so many octets is handed over at once; a longer one only as a stream. */
#define KC_HTTP_BODY_AT_ONCE 1048576

    /* A header field. */
    typedef struct kc_http_field
    {
        uint32_t size;
        kc_str name; /* in lower case */
        kc_str value;
    } kc_http_field;

    /* One complete request; everything borrowed for the call. */
    typedef struct kc_http_request
    {
        uint32_t size;
        kc_str method;
        kc_str prefix; /* what stands before the route in the path that was asked for, e.g.
                          "/kopano" or "" */
        kc_str path;   /* what follows the route, beginning with "/" or empty */
        kc_str query;  /* after "?", still encoded */
        kc_str content_type;
        kc_str body;     /* empty if it is longer than KC_HTTP_BODY_AT_ONCE: see content */
        kc_str base_url; /* scheme://host[:port], as the client sees this server */
        kc_id principal; /* who is calling; 0: nobody has been authenticated */
        kc_str login;
        uint32_t admin_level;        /* of the caller; 2 for SYSTEM */
        kc_str address;              /* of the client */
        const kc_http_field* fields; /* as they came, but for Authorization */
        uint32_t n_fields, field_stride;
        const kc_reader* content; /* the body of any length, from its start; NULL: there is none.
                                     Not to be closed */
        uint64_t length; /* of the body; in begin() as announced, UINT64_MAX if it is not */
    } kc_http_request;

    typedef struct kc_http_reply kc_http_reply;

    /* Where a feed writes. */
    typedef struct kc_http_pipe kc_http_pipe;

    typedef struct kc_http_pipe_ops
    {
        uint32_t size;
        /* Queues octets of the body. In next() only. */
        void (*write)(kc_http_pipe* pipe, kc_str octets);
        /* Asks for next(). [any], until close() returns */
        void (*wake)(kc_http_pipe* pipe);
        /* Asks for next() `ns` from now; a later call replaces an earlier one, 0 takes it back. In
         * next() only. */
        void (*wake_after)(kc_http_pipe* pipe, int64_t ns);
    } kc_http_pipe_ops;

    /* A body that comes bit by bit over a long time. Between the calls it costs no thread. */
    typedef struct kc_http_feed
    {
        uint32_t size;
        /* Once after the head of the answer, then after each wake-up; never two at once, and not
         * before the client has taken what was written. `pipe` is the same each time. KC_OK: there
         * may be more; KC_STOP: that was all. A failure breaks the connection. [call] */
        kc_status (*next)(void* self, kc_ctx* ctx, const kc_http_pipe_ops* ops, kc_http_pipe* pipe);
        /* The last call, also when the client is gone. Whoever might wake the pipe must be
         * unsubscribed in it. */
        void (*close)(void* self);
    } kc_http_feed;

    typedef struct kc_http_reply_ops
    {
        uint32_t size;
        /* Once, first. */
        void (*status)(kc_http_reply* reply, uint32_t code);
        /* Before the body. CR and LF in a value are refused (the header is left out). */
        void (*header)(kc_http_reply* reply, kc_str name, kc_str value);
        void (*body)(kc_http_reply* reply, kc_str octets);
        /* Instead of body(): the octets of `content`, which is taken over. They are read as the
         * client takes them; if the status is 200, a range of them when it asks for one. */
        void (*stream)(kc_http_reply* reply, const kc_reader* content);
        /* Instead of body(): `feed`, which is taken over with its `self`. */
        void (*feed)(kc_http_reply* reply, const kc_http_feed* feed, void* feed_self);
    } kc_http_reply_ops;

    typedef struct kc_http_handler
    {
        uint32_t size;
        /* Answers one request. A failure becomes 503 (transient) or 500. [call] */
        kc_status (*handle)(void* self, kc_ctx* ctx, const kc_http_request* request,
                            const kc_http_reply_ops* ops, kc_http_reply* reply);
        /* May be NULL. A request with a body has begun: its body and content are not there yet.
         * KC_OK: let it come, end(*turn) will follow. KC_DECLINED: `reply` is the answer, the body
         * is not wanted. A failure as in handle(). [call] */
        kc_status (*begin)(void* self, kc_ctx* ctx, const kc_http_request* request,
                           const kc_http_reply_ops* ops, kc_http_reply* reply, void** turn);
        /* The request that begin() let come was handled or broken off. With begin(). [any] */
        void (*end)(void* self, void* turn);
    } kc_http_handler;

    typedef struct kc_http
    {
        uint32_t size;
        /* Requests whose path is `route` ("/jmap") or goes on below it, under any prefix, go to the
         * handler; the longest route wins. needs_login: 401 before the handler is asked. [main], in
         * start() */
        kc_status (*route)(void* self, kc_ctx* ctx, kc_str route, uint32_t needs_login,
                           const kc_http_handler* handler, void* handler_self);
    } kc_http;

#define KC_HTTP "kc.http/1"

#ifdef __cplusplus
}
#endif

#endif
