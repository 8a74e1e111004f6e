// SPDX-License-Identifier: Apache-2.0
// Name and password to an account, for every protocol of the gateway alike: who may log in, and as
// whom, what the log says, how long a refusal waits. Thread-safe.
#pragma once

#include "Peer.h"

#include <kc/auth.hpp>
#include <kc/directory.hpp>
#include <kc/log.hpp>
#include <kc/login_delay.hpp>
#include <kc/store.hpp>

#include <optional>

namespace kc::gateway
{

struct Credentials
{
    sv user;   ///< whose password it is
    sv actFor; ///< RFC 4616 §2, authzid; empty: the user
    sv password;

    /// Whose mail is asked for.
    sv wanted() const { return actFor.empty() ? user : actFor; }
};

enum class Verdict
{
    Welcome,
    WrongCredentials, ///< answer that after refusalDelay()
    MayNotAct         ///< or there is no such user: the answer must not tell which
};

/// Whose mail the session is about.
struct LoggedIn
{
    kc_id account = 0;
    kc_id principal = 0;
    kc_id tenant = 0; ///< 0: there are none
};

struct LoginOutcome
{
    Verdict verdict;
    LoggedIn user; ///< if welcome
};

class LoginService
{
public:
    /// `protocol` is what authenticators are told ("imap"), `title` what the log says ("IMAP").
    LoginService(const Module& module, const char* protocol, const char* title);

    /// Faults of authenticators, directory and store are thrown: they never read as a wrong
    /// password. Refusals are logged. After a welcome the context acts as the user.
    LoginOutcome find(Context& context, const Peer& peer, const Credentials& credentials);

    /// Counts wrong credentials and says how long their refusal has to wait.
    std::chrono::nanoseconds refusalDelay(const Peer& peer, sv user)
    {
        return _delay.failed(user, peer.address);
    }

    /// One line of the log, once the connection is within its limits.
    void logEntry(const Context& context, const Peer& peer, const Credentials& credentials) const;

private:
    /// A principal as far as a login needs it.
    struct Person
    {
        kc_id principal;
        kc_id tenant;
        kc_user_kind kind;
        bool hasFeature; // that is named as the protocol
    };

    bool isRight(Context& context, const Peer& peer, const Credentials& credentials);
    std::optional<Person> person(Context& context, kc_id actor, sv name);
    std::optional<Person> actedFor(Context& context, const Person& user, sv name);
    LoginOutcome refuse(const Context& context, const Peer& peer, const Credentials& credentials,
                        Verdict verdict, sv reason) const;

    const char* _protocol;
    std::string _title;
    AuthChain _auth;
    DirectoryProxy _directory;
    StoreProxy _store;
    Log _log;
    LoginDelay _delay;
};

} // namespace kc::gateway
