// SPDX-License-Identifier: Apache-2.0
// A module for tests of configuration: an option of every kind, and a slot.
#include <kc/module.hpp>

namespace
{

using namespace kc::opt;
using kc::opt::number; // not the system's

constexpr auto kOptions =
    table(str("sample_text").help("Any text.").group("Samples").example("some words"),
          number("sample_count").def("3").range(1, 10).reloadable().help("A number."),
          size("sample_size").def("64k").range(1024, 1 << 30).help("A size."),
          duration("sample_time").def("5").unit("m").range(1, 60).since("1.1").help("A time."),
          flag("sample_flag").def("no").help("A flag."),
          pick("sample_color", "red green blue").def("green").help("A choice."),
          str("sample_words").list().help("Words."),
          str("sample_must").def("something").nonempty().help("Cannot be empty."),
          str("sample_secret").def("built in").secret().help("A secret."),
          str("sample_exact").secret().exact().help("A secret that may begin with a dollar sign."),
          number("sample_pin").secret().help("A secret number."),
          size("sample_hoard").secret().help("A secret size."),
          str("sample_hidden").hidden().help("An option that is not advertised."),
          str("sample_host").neededBy("sample_flag").help("Must be there with the flag."),
          str("sample_taste").def("plain").help("The answer to the slot."),
          str("sample_file").help("The cfg file of what was chosen."),
          alias("sample_colour", "sample_color"), obsolete("sample_fork", "there are threads"),
          unused("sample_unused"));

class Sampler final : public kc::Module
{
public:
    using Module::Module;
};

} // namespace

KC_MODULE(Sampler, kOptions, .id = "sampler", .version = "1.0", .summary = "Options of every kind",
          .programs = "server", .slots = "taste=sample_taste")
