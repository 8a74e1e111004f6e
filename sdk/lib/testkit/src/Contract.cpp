// SPDX-License-Identifier: Apache-2.0
#include <kc/test/contract.hpp>

#include <thread>

namespace kc::inline sdk1::test
{

void Contract::restart()
{
    close();
    _kernel = std::make_unique<FakeKernel>();
    open(*_kernel);
}

bool Contract::sourceBreaks()
{
    const bool isBroken = breakSource();
    if (!isBroken)
        skip("override breakSource()");
    return isBroken;
}

kc_code Contract::answer(const Call& call)
{
    FakeCall made{_kernel->host()};
    return answerOf(made, call);
}

kc_code Contract::lateAnswer(const Call& call)
{
    FakeCall made{_kernel->host(), std::chrono::seconds{-1}};
    return answerOf(made, call);
}

kc_code Contract::answerOf(FakeCall& made, const Call& call)
{
    Context context = made.context();
    try
    {
        return call(context).code();
    }
    catch (const Fault& fault)
    {
        keepsSecrets("a fault", fault.what());
        return fault.code();
    }
}

void Contract::atOnce(int count, const Work& work)
{
    std::vector<std::string> wrong(static_cast<std::size_t>(count));
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < count; ++i)
            threads.emplace_back(
                [&, i]
                {
                    std::string& mine = wrong[static_cast<std::size_t>(i)];
                    try // the thread's fence: the fixture reports it
                    {
                        mine = work(i);
                    }
                    catch (const std::exception& exception)
                    {
                        mine = exception.what();
                    }
                });
    }
    for (const std::string& each : wrong)
        KC_RULE(each.empty(), "[call] functions run on many threads at once: " + each);
}

std::vector<std::string> Contract::oddNames()
{
    return {"no-such-name",
            "*",
            "%",
            "' OR '1'='1",
            "x)(uid=*",
            "../../etc/passwd",
            "a/b",
            " ",
            "a b",
            ",",
            "a,b",
            "\"",
            "\r\nx",
            std::string("a\0b", 3),
            "\xff\xfe",
            "\xC3\xA4\xC3\xB6",
            std::string(255, 'x'),
            std::string(5000, 'x')};
}

void Contract::close()
{
    if (_kernel == nullptr)
        return;
    _kernel->stop();
    const std::vector<std::string> lines = _kernel->fullLines();
    _kernel.reset();
    for (const std::string& line : lines)
        keepsSecrets("a log line", line);
}

void Contract::keepsSecrets(const std::string& where, std::string text)
{
    constexpr std::size_t kTold = 4; // a shorter text is in many a word
    bool isTold = false;
    for (const std::string& secret : secrets())
        for (std::size_t at = 0; secret.size() >= kTold; isTold = true)
        {
            at = text.find(secret, at);
            if (at == std::string::npos)
                break;
            text.replace(at, secret.size(), "****");
        }
    KC_RULE(!isTold, where + " tells a password; many people read logs: " + text);
}

} // namespace kc::inline sdk1::test
