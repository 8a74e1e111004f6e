// SPDX-License-Identifier: Apache-2.0
// What delivery hooks may do to a message under way, and what becomes of it when they fail.
#include "ConversationFixture.h"

#include <cppunit/extensions/HelperMacros.h>

#include <functional>
#include <list>

namespace kc::lmtp::test
{

/// A hook that does what the test says and remembers what it was shown.
class TestHook final : public DeliveryHook
{
public:
    using Run = std::function<kc_hook_verdict(Context&, const HookMessage&, const HookEdit&)>;

    TestHook(kc_hook_stage stage, Run run) : _stage{stage}, _run{std::move(run)} {}

    std::uint32_t stages() const override { return 1U << _stage; }

    kc_hook_verdict run(Context& context, kc_hook_stage stage, const HookMessage& message,
                        const HookEdit& edit) override
    {
        CPPUNIT_ASSERT_EQUAL(_stage, stage);
        ++calls;
        return _run(context, message, edit);
    }

    int calls = 0;

private:
    kc_hook_stage _stage;
    Run _run;
};

class HookTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(HookTest);
    CPPUNIT_TEST(showsTheMessageAsItCame);
    CPPUNIT_TEST(addedFieldsStandAboveTheMessagesOwn);
    CPPUNIT_TEST(addedFieldsAreInTheOneContentOfAll);
    CPPUNIT_TEST(largeMessagesStayWhole);
    CPPUNIT_TEST(refusesFieldsThatAreNone);
    CPPUNIT_TEST(answersAsTheVerdictSays);
    CPPUNIT_TEST(rulesOneRecipientWithoutTheOthers);
    CPPUNIT_TEST(deliversIntoTheChosenMailbox);
    CPPUNIT_TEST(aMailboxThatCannotBeIsTheInbox);
    CPPUNIT_TEST(aFaultOfTheStoreDefersThatRecipientOnly);
    CPPUNIT_TEST(asksInOrderOfPriorityUntilOneDecides);
    CPPUNIT_TEST(failureDefersOrIsSkipped);
    CPPUNIT_TEST(hasADeadlineAndReportsALateAnswer);
    CPPUNIT_TEST(repliesAreOneShortLineOfText);
    CPPUNIT_TEST_SUITE_END();

    static constexpr auto kMessage = KC_HOOK_MESSAGE;
    static constexpr auto kRecipient = KC_HOOK_RECIPIENT;

    Talk _talk;
    std::list<TestHook> _hooks;

    TestHook& hook(kc_hook_stage stage, TestHook::Run run, unsigned priority = 100)
    {
        TestHook& made = _hooks.emplace_back(stage, std::move(run));
        made.serviceHost = _talk.kernel.host();
        _talk.kernel.offer(KC_HOOK_DELIVERY, &DeliveryHook::table(),
                           static_cast<DeliveryHook*>(&made), priority);
        return made;
    }

    static TestHook::Run answering(kc_hook_verdict verdict, std::string text = {})
    {
        return [=](Context&, const HookMessage&, const HookEdit& edit)
        {
            (void)edit.reply(text);
            return verdict;
        };
    }

    static TestHook::Run adding(std::string name, std::string value)
    {
        return [=](Context&, const HookMessage&, const HookEdit& edit)
        {
            CPPUNIT_ASSERT(edit.prependHeader(name, value).ok());
            return KC_HOOK_CONTINUE;
        };
    }

    std::string send(const std::string& message, const std::vector<std::string>& to = {"demo"})
    {
        _talk.begin(to);
        _talk.say("DATA\r\n");
        return _talk.say(message + ".\r\n");
    }

    void showsTheMessageAsItCame()
    {
        const auto look = [](Context& context, const HookMessage& message, const HookEdit&)
        {
            const kc_hook_message& raw = message.raw();
            CPPUNIT_ASSERT(view(raw.sender) == "sender@y");
            CPPUNIT_ASSERT(view(raw.address) == "192.0.2.1");
            CPPUNIT_ASSERT(view(raw.header) == "Subject: x\r\n\r\n");
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{20}, raw.length);
            CPPUNIT_ASSERT_EQUAL(std::string{"Subject: x\r\n\r\nbody\r\n"},
                                 message.octets(context));
            CPPUNIT_ASSERT_EQUAL(std::string{"body"}, message.octets(context, 14, 4));
            CPPUNIT_ASSERT_EQUAL(std::string{}, message.octets(context, 99));
            return KC_HOOK_CONTINUE;
        };
        const auto& whole =
            hook(kMessage,
                 [=](Context& context, const HookMessage& message, const HookEdit& edit)
                 {
                     const kc_hook_message& raw = message.raw();
                     CPPUNIT_ASSERT_EQUAL(kc_id{0}, raw.principal);
                     CPPUNIT_ASSERT_EQUAL(2U, raw.n_recipients);
                     CPPUNIT_ASSERT(view(raw.recipients[1]) == "ann@x");
                     CPPUNIT_ASSERT(edit.setMailbox("x") == KC_ENOTSUP);
                     return look(context, message, edit);
                 });
        const auto& each = hook(
            kRecipient,
            [=](Context& context, const HookMessage& message, const HookEdit& edit)
            {
                const kc_hook_message& raw = message.raw();
                CPPUNIT_ASSERT(raw.principal == 3 || raw.principal == 4);
                CPPUNIT_ASSERT_EQUAL(1U, raw.n_recipients);
                CPPUNIT_ASSERT(view(raw.recipients[0]) == (raw.principal == 3 ? "demo" : "ann@x"));
                CPPUNIT_ASSERT(edit.prependHeader("X", "y") == KC_ENOTSUP);
                return look(context, message, edit);
            });
        CPPUNIT_ASSERT_EQUAL(std::string{"250 2.1.5 <demo> Ok\r\n250 2.1.5 <ann@x> Ok\r\n"},
                             send("Subject: x\r\n\r\nbody\r\n", {"demo", "ann@x"}));
        CPPUNIT_ASSERT_EQUAL(1, whole.calls);
        CPPUNIT_ASSERT_EQUAL(2, each.calls);
    }

    void addedFieldsStandAboveTheMessagesOwn()
    {
        hook(kMessage, adding("X-First", "1"), 90);
        hook(kMessage, adding("X-Second", "2"), 80);
        hook(kRecipient,
             [](Context&, const HookMessage& message, const HookEdit&)
             {
                 CPPUNIT_ASSERT(view(message.raw().header).starts_with("X-Second: 2\r\n"));
                 return KC_HOOK_CONTINUE;
             });
        const std::string odd =
            "Message-ID: <1@x>\r\nodd\rheader\n\r\nbody" + std::string(1, '\0') + "\xff\r\n";
        CPPUNIT_ASSERT(send(odd).starts_with("250 "));
        CPPUNIT_ASSERT_EQUAL("X-Second: 2\r\nX-First: 1\r\n" + odd, _talk.body());
    }

    void addedFieldsAreInTheOneContentOfAll()
    {
        hook(kMessage, adding("X-Seen", "yes"));
        (void)send("x\r\n", {"demo", "ann@x", "bob@x"});
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _talk.mail.deliveries.size());
        CPPUNIT_ASSERT((_talk.mail.deliveries[0].principals == std::vector<kc_id>{3, 4, 5}));
    }

    void largeMessagesStayWhole()
    {
        _talk.settings.maxMessageOctets = 10'000'000;
        std::string large = "Subject: large\r\n\r\n";
        for (int i = 0; large.size() < 3'000'000; ++i)
            large += std::to_string(i) + "\r\n";
        hook(kMessage,
             [&](Context& context, const HookMessage& message, const HookEdit& edit)
             {
                 CPPUNIT_ASSERT(message.octets(context) == large);
                 return adding("X-Seen", "yes")(context, message, edit);
             });
        CPPUNIT_ASSERT(send(large).starts_with("250 "));
        CPPUNIT_ASSERT(_talk.body() == "X-Seen: yes\r\n" + large);
    }

    void refusesFieldsThatAreNone()
    {
        hook(kMessage,
             [](Context&, const HookMessage&, const HookEdit& edit)
             {
                 const std::vector<std::pair<std::string, std::string>> wrong{
                     {"", "x"},
                     {"a b", "x"},
                     {"a:", "x"},
                     {"\xC3\xA4", "x"},
                     {"a", "b\r\nc"},
                     {"a", "b\n"},
                     {"a", std::string(1, '\0')},
                     {"a", std::string(996, 'x')}};
                 for (const auto& [name, value] : wrong)
                     CPPUNIT_ASSERT_MESSAGE(name, edit.prependHeader(name, value) == KC_EINVAL);
                 Status status = KC_OK;
                 for (int i = 0; i < 100 && status.ok(); ++i)
                     status = edit.prependHeader("a", std::string(995, 'x'));
                 CPPUNIT_ASSERT(status == KC_ETOOBIG);
                 return KC_HOOK_CONTINUE;
             });
        CPPUNIT_ASSERT(send("x\r\n").starts_with("250 "));
    }

    void answersAsTheVerdictSays()
    {
        struct Case
        {
            kc_hook_verdict verdict;
            std::string text, answer;
            bool isDelivered;
        };

        const std::vector<Case> cases{
            {KC_HOOK_CONTINUE, "unused", "250 2.1.5 <demo> Ok", true},
            {KC_HOOK_DONE, "", "250 2.1.5 <demo> Ok", true},
            {KC_HOOK_REJECT, "No spam, please", "550 5.7.1 <demo> No spam, please", false},
            {KC_HOOK_REJECT, "", "550 5.7.1 <demo> Message refused", false},
            {KC_HOOK_DEFER, "Greylisted", "451 4.7.1 <demo> Greylisted", false},
            {KC_HOOK_DEFER, "", "451 4.3.0 <demo> Temporary failure, try again later", false},
            {KC_HOOK_DISCARD, "unused", "250 2.1.5 <demo> Ok", false}};
        for (const kc_hook_stage stage : {kMessage, kRecipient})
            for (const Case& each : cases)
            {
                HookTest one;
                one.hook(stage, answering(each.verdict, each.text));
                CPPUNIT_ASSERT_EQUAL(each.answer + "\r\n", one.send("x\r\n"));
                CPPUNIT_ASSERT_EQUAL(each.isDelivered ? std::size_t{1} : std::size_t{0},
                                     one._talk.mail.deliveries.size());
            }
    }

    void rulesOneRecipientWithoutTheOthers()
    {
        hook(kRecipient,
             [](Context&, const HookMessage& message, const HookEdit& edit)
             {
                 (void)edit.reply("Not for me");
                 return message.raw().principal == 4   ? KC_HOOK_REJECT
                        : message.raw().principal == 5 ? KC_HOOK_DISCARD
                                                       : KC_HOOK_CONTINUE;
             });
        _talk.settings.recipientLimit = 4;
        CPPUNIT_ASSERT_EQUAL(std::string{"550 5.7.1 <ann@x> Not for me\r\n"
                                         "250 2.1.5 <demo> Ok\r\n250 2.1.5 <bob@x> Ok\r\n"
                                         "250 2.1.5 <demo@example.com> Ok\r\n"},
                             send("x\r\n", {"ann@x", "demo", "bob@x", "demo@example.com"}));
        CPPUNIT_ASSERT((_talk.mail.deliveries.at(0).principals == std::vector<kc_id>{3}));
        const auto lines = _talk.kernel.lines();
        CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{1},
                             std::count(lines.begin(), lines.end(), "Message discarded by a hook"));
    }

    TestHook::Run choosing(std::string path)
    {
        return [=](Context&, const HookMessage& message, const HookEdit& edit)
        {
            if (message.raw().principal == 3)
                CPPUNIT_ASSERT(edit.setMailbox(path).ok());
            return KC_HOOK_CONTINUE;
        };
    }

    void deliversIntoTheChosenMailbox()
    {
        hook(kRecipient, choosing("Lists/kc"));
        (void)send("x\r\n", {"demo", "ann@x"});
        const std::vector<std::string> wanted{"Lists/kc", ""};
        CPPUNIT_ASSERT(_talk.mail.deliveries.at(0).mailboxes == wanted);
        CPPUNIT_ASSERT((_talk.mailboxes.names.contains({103, "Lists/kc"})));
        (void)send("x\r\n", {"demo"});
        CPPUNIT_ASSERT_EQUAL(1, _talk.mailboxes.created);
    }

    void aMailboxThatCannotBeIsTheInbox()
    {
        hook(kRecipient, choosing("bad/"));
        CPPUNIT_ASSERT(send("x\r\n").starts_with("250 "));
        CPPUNIT_ASSERT_EQUAL(std::string{}, _talk.mail.deliveries.at(0).mailboxes.at(0));
        CPPUNIT_ASSERT(_talk.kernel.lines().at(0).find("the inbox takes it") != std::string::npos);
    }

    void aFaultOfTheStoreDefersThatRecipientOnly()
    {
        hook(kRecipient, choosing("Lists"));
        _talk.mailboxes.throws = true;
        CPPUNIT_ASSERT_EQUAL(std::string{"451 4.3.0 <demo> Temporary failure, try again later\r\n"
                                         "250 2.1.5 <ann@x> Ok\r\n"},
                             send("x\r\n", {"demo", "ann@x"}));
    }

    void asksInOrderOfPriorityUntilOneDecides()
    {
        std::string order;
        const auto noting = [&](const char* name, kc_hook_verdict verdict)
        {
            return [&order, name, verdict](Context&, const HookMessage&, const HookEdit&)
            {
                order += name;
                return verdict;
            };
        };
        hook(kMessage, noting("c", KC_HOOK_REJECT), 10);
        hook(kMessage, noting("a", KC_HOOK_CONTINUE), 200);
        hook(kMessage, noting("b", KC_HOOK_DONE), 50);
        hook(kRecipient, noting("d", KC_HOOK_CONTINUE), 300); // DONE ends its own stage only
        CPPUNIT_ASSERT(send("x\r\n").starts_with("250 "));
        CPPUNIT_ASSERT_EQUAL(std::string{"abd"}, order);
    }

    void failureDefersOrIsSkipped()
    {
        for (const kc_hook_stage stage : {kMessage, kRecipient})
            for (const bool skip : {false, true})
            {
                HookTest one;
                one._talk.settings.hooks.onError =
                    skip ? hooks::Chain::OnError::Skip : hooks::Chain::OnError::Defer;
                one.hook(stage,
                         [](Context&, const HookMessage&, const HookEdit& edit) -> kc_hook_verdict
                         {
                             (void)edit.prependHeader("X-Half", "done");
                             (void)edit.setMailbox("Half");
                             (void)edit.reply("secret path");
                             throw Fault{KC_EUNAVAIL, "the scanner is down"};
                         });
                one.hook(stage, [](Context&, const HookMessage&, const HookEdit&)
                         { return static_cast<kc_hook_verdict>(7); });
                CPPUNIT_ASSERT_EQUAL(
                    std::string{skip ? "250 2.1.5 <demo> Ok\r\n"
                                     : "451 4.3.0 <demo> Temporary failure, try again later\r\n"},
                    one.send("x\r\n"));
                CPPUNIT_ASSERT_EQUAL(skip ? 1 : 0, one._hooks.back().calls);
                CPPUNIT_ASSERT(one._talk.kernel.lines().at(0) == "A delivery hook failed");
                if (!skip)
                    continue;
                CPPUNIT_ASSERT_EQUAL(std::string{"x\r\n"}, one._talk.body());
                CPPUNIT_ASSERT_EQUAL(std::string{},
                                     one._talk.mail.deliveries.at(0).mailboxes.at(0));
            }
    }

    void hasADeadlineAndReportsALateAnswer()
    {
        _talk.settings.hooks.timeLimit = std::chrono::nanoseconds{1};
        hook(kMessage,
             [](Context& context, const HookMessage&, const HookEdit& edit)
             {
                 CPPUNIT_ASSERT(context.deadline() < INT64_MAX);
                 CPPUNIT_ASSERT(edit.prependHeader("X-Late", "yes").ok());
                 return KC_HOOK_CONTINUE;
             });
        CPPUNIT_ASSERT(send("x\r\n").starts_with("250 "));
        CPPUNIT_ASSERT(_talk.body().starts_with("X-Late: yes\r\n"));
        CPPUNIT_ASSERT(_talk.kernel.lines().at(0).find("longer than its time limit") !=
                       std::string::npos);
    }

    void repliesAreOneShortLineOfText()
    {
        hook(kMessage, answering(KC_HOOK_REJECT, "No\t\xC3\xA4way\r\n250 2.0.0 Ok"));
        CPPUNIT_ASSERT_EQUAL(std::string{"550 5.7.1 <demo> Noway\r\n"}, send("x\r\n"));
        HookTest other;
        other.hook(kMessage, answering(KC_HOOK_REJECT, std::string(5000, 'x')));
        CPPUNIT_ASSERT(other.send("x\r\n").size() < 450);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HookTest);

} // namespace kc::lmtp::test
