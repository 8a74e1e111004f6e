// SPDX-License-Identifier: Apache-2.0
// One keep-alive connection that sends JMAP requests, one after the other, and checks each answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What all sessions share.
struct JmapPlan
{
    std::uint16_t port = 0;
    std::uint64_t requests = 0;
    std::vector<std::vector<std::string>> texts; // of each user: HTTP requests, sent in turn
    std::uint64_t next = 0;
    std::uint64_t answered = 0;
    std::vector<std::uint32_t> latenciesMicros;
};

/// A POST of `body` to the API.
std::string makeRequest(std::string_view authorization, std::string_view body);

/// For the Session object.
std::string makeSessionRequest(std::string_view authorization);

class JmapSession
{
public:
    /// Asks as the user of that number.
    JmapSession(JmapPlan& plan, std::size_t user);
    JmapSession(const JmapSession&) = delete;
    JmapSession& operator=(const JmapSession&) = delete;
    ~JmapSession();

    int descriptor() const { return _socket; }

    bool isDone() const { return _isDone; }

    /// Throws when the server does not answer as it should.
    void onReadable();

    /// Sends one request and waits for its answer's body. Not after begin().
    std::string ask(const std::string& text);

    /// Its user logs in, which no figure shows: a password is hashed on purpose slowly. First all
    /// of them ask, so that no connection is idle for long.
    void askToLogIn() { sendAll(_plan.texts[_user].front()); }

    void awaitLogin() { (void)awaitAnswer(); }

    /// Sends the first request of the load.
    void begin();

private:
    /// True if a whole answer is there; its body.
    bool takeAnswer(std::string& body);
    std::string awaitAnswer();
    bool receive();
    void sendAll(std::string_view text) const;

    JmapPlan& _plan;
    const std::size_t _user;
    int _socket;
    std::string _in;
    std::chrono::steady_clock::time_point _sentAt;
    bool _isDone = false;
};
