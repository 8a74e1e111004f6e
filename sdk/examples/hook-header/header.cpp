// SPDX-License-Identifier: Apache-2.0
// Adds one header field to each message that is delivered.
#include <kc/hook.hpp>

static constexpr auto options = kc::opt::table(
    kc::opt::str("hook_header_name").def("").help("Header field to add; empty: none."),
    kc::opt::str("hook_header_value").def("yes").help("What it says."));

class Header : public kc::Module, public kc::DeliveryHook
{
public:
    explicit Header(const kc::Init& init)
        : Module{init},
          _name{config().str("hook_header_name")},
          _value{config().str("hook_header_value")}
    {
        offer<kc::DeliveryHook>(*this);
    }

    kc_hook_verdict run(kc::Context&, kc_hook_stage, const kc::HookMessage&,
                        const kc::HookEdit& edit) override
    {
        if (!edit.prependHeader(_name, _value).ok())
            throw kc::error(KC_EINVAL, config().where("hook_header_name") + ": no header field");
        return KC_HOOK_CONTINUE;
    }

private:
    const std::string _name, _value;
};

KC_MODULE(Header, options, .id = "hook-header", .version = "1.0.0",
          .summary = "Adds a header field to each message", .programs = "dagent",
          .select = "option:hook_header_name", .provides = KC_HOOK_DELIVERY)
