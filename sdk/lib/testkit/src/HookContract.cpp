// SPDX-License-Identifier: Apache-2.0
#include <kc/hooks/Edits.h>
#include <kc/test/contract_hook.hpp>

namespace kc::inline sdk1::test
{

namespace
{

constexpr std::uint32_t kAllStages = 1U << KC_HOOK_MESSAGE | 1U << KC_HOOK_RECIPIENT;

/// hooks::Edits that counts what was refused.
struct Watched
{
    hooks::Edits edits;
    int refused = 0;

    static kc_status note(kc_hook_edit* edit, kc_status (*real)(hooks::Edits&, kc_str, kc_str),
                          kc_str a, kc_str b)
    {
        Watched& self = *reinterpret_cast<Watched*>(edit);
        const kc_status status = real(self.edits, a, b);
        self.refused += status < 0 ? 1 : 0;
        return status;
    }

    static const kc_hook_edit_ops& ops()
    {
        static constexpr kc_hook_edit_ops kOps{
            sizeof(kc_hook_edit_ops),
            [](kc_hook_edit* edit, kc_str name, kc_str value)
            {
                return note(
                    edit,
                    [](hooks::Edits& to, kc_str a, kc_str b)
                    { return hooks::Edits::ops().prepend_header(to.raw(), a, b); },
                    name, value);
            },
            [](kc_hook_edit* edit, kc_str path)
            {
                return note(edit,
                            [](hooks::Edits& to, kc_str a, kc_str)
                            { return hooks::Edits::ops().set_mailbox(to.raw(), a); },
                            path, {});
            },
            [](kc_hook_edit* edit, kc_str text)
            {
                return note(edit,
                            [](hooks::Edits& to, kc_str a, kc_str)
                            { return hooks::Edits::ops().reply(to.raw(), a); },
                            text, {});
            }};
        return kOps;
    }
};

/// The message as a stream whose reads are short.
class Octets final : public ReadSource
{
public:
    Octets(const kc_host* host, const std::string& octets) : ReadSource{host}, _octets{octets} {}

    std::size_t read(Context&, std::span<char> buffer) override
    {
        const std::size_t n =
            sv{_octets}.substr(_at).copy(buffer.data(), std::min<std::size_t>(buffer.size(), 4099));
        _at += n;
        return n;
    }

    void seek(Context&, std::uint64_t offset) override
    {
        _at = static_cast<std::size_t>(std::min<std::uint64_t>(offset, _octets.size()));
    }

    std::uint64_t length() const override { return _octets.size(); }

private:
    const std::string& _octets;
    std::size_t _at = 0;
};

} // namespace

void HookContract::saysItsStages()
{
    const std::uint32_t stages = table().stages(service().self);
    KC_RULE(stages != 0 && (stages & ~kAllStages) == 0,
            "stages() names those it wants, 1 << KC_HOOK_MESSAGE or 1 << KC_HOOK_RECIPIENT");
    KC_RULE(stages == table().stages(service().self),
            "stages() always says the same: it is asked once, at start");
}

void HookContract::rulesAnyMessage()
{
    for (const std::string& message : all())
        for (const kc_hook_stage stage : wanted())
        {
            const Judged judged = judge(stage, message);
            KC_RULE(judged.code == KC_OK,
                    "no message makes a hook fail, however odd: a failure defers it, for ever "
                    "if it fails each time. It failed with " +
                        std::to_string(judged.code) + " on \"" + message.substr(0, 60) + "\"");
            KC_RULE(judged.verdict >= KC_HOOK_CONTINUE && judged.verdict <= KC_HOOK_DISCARD,
                    "the verdict is one of kc_hook_verdict");
        }
}

void HookContract::doesOnlyWhatItsStageAllows()
{
    for (const std::string& message : all())
        for (const kc_hook_stage stage : wanted())
            KC_RULE(judge(stage, message).refused == 0,
                    "a hook adds well-formed header fields at KC_HOOK_MESSAGE, and chooses the "
                    "mailbox at KC_HOOK_RECIPIENT: what it did was refused");
}

void HookContract::rulesTheSameMessageAlike()
{
    for (const std::string& message : all())
        for (const kc_hook_stage stage : wanted())
        {
            const Judged first = judge(stage, message);
            const Judged again = judge(stage, message);
            KC_RULE(first.verdict == again.verdict && first.header == again.header &&
                        first.mailbox == again.mailbox,
                    "the same message gets the same verdict: one whose answer was lost comes "
                    "again");
        }
}

void HookContract::answersManyThreads()
{
    const std::vector<std::string> messages = all();
    for (const kc_hook_stage stage : wanted())
        atOnce(8,
               [&, this](int thread) -> std::string
               {
                   for (std::size_t i = 0; i < messages.size(); ++i)
                   {
                       const std::string& message =
                           messages[(i + static_cast<std::size_t>(thread)) % messages.size()];
                       if (judge(stage, message).code != KC_OK)
                           return "run() failed beside others";
                   }
                   return "";
               });
}

void HookContract::endsWhenItsTimeIsUp()
{
    for (const kc_hook_stage stage : wanted())
    {
        FakeCall call{kernel().host(), std::chrono::seconds{-1}};
        const Judged judged = judge(stage, all().back(), call);
        KC_RULE(judged.code == KC_OK || isTransient(judged.code),
                "after the deadline: a verdict, or a transient code");
    }
}

kc_service HookContract::service()
{
    return kernel().service(KC_HOOK_DELIVERY);
}

const kc_hook_delivery& HookContract::table()
{
    return *static_cast<const kc_hook_delivery*>(service().table);
}

std::vector<kc_hook_stage> HookContract::wanted()
{
    std::vector<kc_hook_stage> stages;
    for (const kc_hook_stage stage : {KC_HOOK_MESSAGE, KC_HOOK_RECIPIENT})
        if ((table().stages(service().self) & 1U << stage) != 0)
            stages.push_back(stage);
    return stages;
}

std::vector<std::string> HookContract::all()
{
    std::vector<std::string> odd{
        "From: a@b.test\r\nTo: c@d.test\r\nSubject: plain\r\n\r\nbody\r\n",
        "",
        "\r\n",
        "no header at all",
        "Subject: header only\r\n",
        "Subject: folded\r\n\tand folded\r\n\r\n",
        "Subject: \xff\xfe\x80\r\n\r\n" + std::string(3, '\0') + "\r\n",
        "Subject: bare\nlines\rof\n\nall kinds",
        ": no name\r\n=?x?Q?y: z\r\n\r\n",
        "X-Long: " + std::string(100'000, 'x') + "\r\n\r\n",
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n\r\n--c"};
    for (std::string& own : messages())
        odd.push_back(std::move(own));
    odd.push_back("Subject: long\r\n\r\n" + std::string(300'000, 'y') + "\r\n");
    return odd;
}

HookContract::Judged HookContract::judge(kc_hook_stage stage, const std::string& message)
{
    FakeCall call{kernel().host()};
    return judge(stage, message, call);
}

HookContract::Judged HookContract::judge(kc_hook_stage stage, const std::string& message,
                                         FakeCall& call)
{
    Reader reader{ReadSource::release(std::make_unique<Octets>(kernel().host(), message))};
    const std::size_t end = message.find("\r\n\r\n");
    const sv header = sv{message}.substr(0, end == std::string::npos ? end : end + 4);
    const kc_str recipients[] = {str("c@d.test"), str("e@f.test")};
    const bool isWhole = stage == KC_HOOK_MESSAGE;
    const kc_hook_message shown{sizeof shown,      str(""),         recipients,
                                isWhole ? 2U : 1U, isWhole ? 0 : 7, str("192.0.2.1"),
                                reader.out(),      message.size(),  str(header)};
    Watched watched{{stage, {}, {}, {}}};
    kc_hook_verdict verdict = KC_HOOK_CONTINUE;
    const kc_status status =
        table().run(service().self, &call.raw(), stage, &shown, &Watched::ops(),
                    reinterpret_cast<kc_hook_edit*>(&watched), &verdict);
    return {static_cast<kc_code>(status), verdict, watched.refused, watched.edits.header,
            watched.edits.mailbox};
}

} // namespace kc::inline sdk1::test
