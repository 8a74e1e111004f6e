// SPDX-License-Identifier: Apache-2.0
// See Transcript.h.
#include "Transcript.h"

#include "TestServer.h"

#include <charconv>
#include <fstream>
#include <memory>
#include <sstream>
#include <vector>

namespace kc::imap::test
{

namespace
{

using namespace std::string_literals;

/// What INBOX holds at first: uids 1 to 3.
const std::string kFirst = "Date: Mon, 2 Mar 2026 10:00:00 +0100\r\n"
                           "From: Ann Example <ann@example.org>\r\n"
                           "To: bob@example.org\r\n"
                           "Subject: first message\r\n"
                           "Message-ID: <1@example.org>\r\n"
                           "\r\n"
                           "Hello Bob\r\n";
const std::string kSecond = "From: bob@example.org\r\n"
                            "To: ann@example.org\r\n"
                            "Subject: two parts\r\n"
                            "MIME-Version: 1.0\r\n"
                            "Content-Type: multipart/mixed; boundary=b\r\n"
                            "\r\n"
                            "--b\r\n"
                            "\r\n"
                            "part one\r\n"
                            "--b\r\n"
                            "Content-Type: text/html\r\n"
                            "\r\n"
                            "<p>part two\r\n"
                            "--b--\r\n";
const std::string kThird = "Subject: third\r\n\r\nwith a NUL: \0.\r\n"s;

std::string repeat(sv text, std::size_t times)
{
    std::string result;
    for (std::size_t i = 0; i < times; ++i)
        result.append(text);
    return result;
}

/// "<text*12>" at the front of `text`: gives the repeated text and takes it off.
bool takeRepeated(sv& text, std::string& out)
{
    const std::size_t end = text.find('>');
    const std::size_t star = end == sv::npos ? end : text.rfind('*', end);
    if (star == sv::npos)
        return false;
    std::size_t times = 0;
    const auto [last, error] = std::from_chars(text.data() + star + 1, text.data() + end, times);
    if (error != std::errc{} || last != text.data() + end)
        return false;
    out.append(repeat(text.substr(1, star - 1), times));
    text.remove_prefix(end + 1);
    return true;
}

char escaped(char c)
{
    return c == 'r' ? '\r' : c == 'n' ? '\n' : c == '0' ? '\0' : c;
}

std::string unescape(sv text)
{
    std::string result;
    while (!text.empty())
    {
        if (text[0] == '<' && takeRepeated(text, result))
            continue;
        const bool escape =
            text[0] == '\\' && text.size() > 1 && sv{"rn0\\"}.find(text[1]) != sv::npos;
        result.push_back(escape ? escaped(text[1]) : text[0]);
        text.remove_prefix(escape ? 2 : 1);
    }
    return result;
}

/// For messages of failures.
std::string shown(sv text)
{
    std::string result;
    for (const char c : text.substr(0, 300))
        result.append(c == '\r'   ? "\\r"
                      : c == '\n' ? "\\n"
                      : c == '\0' ? "\\0"
                                  : std::string(1, c));
    return result;
}

/// "..." in the wanted text stands for any text.
bool fits(sv wanted, sv line)
{
    const std::size_t gap = wanted.find("...");
    if (gap == sv::npos)
        return wanted == line;
    if (!line.starts_with(wanted.substr(0, gap)))
        return false;
    line.remove_prefix(gap);
    wanted.remove_prefix(gap + 3);
    for (std::size_t i = 0; i <= line.size(); ++i)
        if (fits(wanted, line.substr(i)))
            return true;
    return false;
}

class Player
{
public:
    explicit Player(Pace pace) : _pace{pace} {}

    std::string play(std::istream& file)
    {
        std::string line;
        for (int number = 1; std::getline(file, line); ++number)
        {
            const std::string problem = line.empty() || line[0] == '#' ? "" : step(line);
            if (!problem.empty())
                return "line " + std::to_string(number) + ": " + problem;
        }
        return silence();
    }

private:
    std::string step(const std::string& line)
    {
        const sv kind = sv{line}.substr(0, 2);
        const sv text = line.size() > 3 ? sv{line}.substr(3) : sv{};
        if (kind == "O:")
            return option(text);
        if (kind == "P:")
        {
            _address = text;
            return {};
        }
        start();
        if (kind == "S:")
            return expectLine(unescape(text));
        if (kind == "s:")
            return expectOctets(unescape(text));
        if (kind == "X:" && (text == "login" || text == "select"))
            return begin(std::string{text});
        if (const std::string left = silence(); !left.empty())
            return left;
        if (kind == "X:")
            return event(text);
        if (kind != "C:" && kind != "c:")
            return "no such kind of line";
        say(unescape(text) + (kind == "C:" ? "\r\n" : ""));
        return {};
    }

    void say(const std::string& octets)
    {
        const std::size_t piece = _pace == Pace::Whole     ? octets.size()
                                  : octets.size() > 10'000 ? 997
                                                           : 1;
        for (std::size_t i = 0; i < octets.size(); i += piece)
            _server->send(sv{octets}.substr(i, piece));
    }

    std::string option(sv text)
    {
        const std::size_t equal = text.find('=');
        _options[std::string{text.substr(0, equal)}] = text.substr(equal + 1);
        return {};
    }

    void start()
    {
        if (_server)
            return;
        _server = std::make_unique<TestServer>(_options);
        _server->account.create("Sent", "sent");
        _server->account.deliver("INBOX", kFirst, KC_FLAG_SEEN);
        _server->account.deliver("INBOX", kSecond, KC_FLAG_FLAGGED, "$Work");
        _server->account.deliver("INBOX", kThird);
        if (_pace == Pace::Hesitant)
            _server->net().mark = 0;
        _server->connect(_address);
    }

    void listen() { _heard.append(_server->take()); }

    std::string expectLine(const std::string& wanted)
    {
        listen();
        if (wanted == "(closed)")
            return _server->isClosed() && _heard.empty() ? "" : "still open, said " + shown(_heard);
        const std::size_t end = _heard.find("\r\n");
        const std::string line = _heard.substr(0, end);
        if (end == std::string::npos || !fits(wanted, line))
            return "wanted " + shown(wanted) + "\n  got " + shown(line);
        _heard.erase(0, end + 2);
        return {};
    }

    std::string expectOctets(const std::string& wanted)
    {
        listen();
        if (!_heard.starts_with(wanted))
            return "wanted " + shown(wanted) + "\n  got " + shown(_heard);
        _heard.erase(0, wanted.size());
        return {};
    }

    std::string silence()
    {
        if (_server)
            listen();
        return _heard.empty() ? "" : "said unasked: " + shown(_heard);
    }

    /// The beginning that most conversations share: nothing of it is looked at but that it works.
    std::string begin(const std::string& upTo)
    {
        _server->take(); // the greeting
        std::string said = _server->talk("begin1 LOGIN ann secret\r\n");
        if (upTo == "select")
            said.append(_server->talk("begin2 SELECT INBOX\r\n"));
        const bool works = said.find(upTo == "select" ? "begin2 OK" : "begin1 OK") != sv::npos;
        return works ? "" : "cannot begin: " + said;
    }

    std::string event(sv text)
    {
        std::istringstream words{std::string{text}};
        std::string what, mailbox;
        std::uint32_t uid = 0;
        std::uint32_t flags = 0;
        words >> what >> mailbox >> uid >> flags;
        if (what == "deliver")
            _server->account.deliver(mailbox, "Subject: new\r\n\r\nnew\r\n");
        else if (what == "flags")
            _server->account.setFlags(mailbox, uid, flags);
        else if (what == "expunge")
            _server->account.expunge(mailbox, uid);
        else if (what == "create")
            _server->account.create(mailbox).subscribed = true;
        else if (what == "delete")
            _server->account.removeMailbox(mailbox);
        else if (what == "share") // a public mailbox, with what rights
            _server->account.share(mailbox, uid);
        else if (what == "post")
            _server->account.put(*_server->account.find(mailbox, MemoryAccount::kPublicAccount),
                                 "Subject: posted\r\n\r\nfor all\r\n");
        else if (what == "withdraw") // the right to see it
            _server->account.find(mailbox, MemoryAccount::kPublicAccount)->rights = 0;
        else if (what == "quota")
            _server->account.quota = std::stoull(mailbox);
        else if (what == "fault")
            _server->account.failNext(mailbox);
        else if (what == "damage")
            _server->account.damaged = static_cast<std::uint32_t>(std::stoul(mailbox));
        else if (what == "auth-fault")
            _server->auth.unavailable = true;
        else if (what == "directory-fault")
            _server->directory.unavailable = true;
        else if (what == "wake")
            _server->net().settle();
        else if (what == "expire")
            _server->net().expire();
        else if (what == "drain")
            _server->net().drain();
        else
            return "no such event";
        return {};
    }

    Pace _pace;
    std::map<std::string, std::string> _options;
    std::string _address = "127.0.0.1";
    std::unique_ptr<TestServer> _server;
    std::string _heard;
};

} // namespace

std::string playTranscript(const std::string& path, Pace pace)
{
    std::ifstream file{path};
    if (!file)
        return "cannot be read";
    return Player{pace}.play(file);
}

} // namespace kc::imap::test
