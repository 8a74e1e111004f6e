// SPDX-License-Identifier: Apache-2.0
// A module for tests of configuration: answers to what another one answers to as well.
#include <kc/module.hpp>

namespace
{

class TasteTwin final : public kc::Module
{
public:
    using Module::Module;
};

} // namespace

KC_MODULE(TasteTwin, kc::opt::none, .id = "taste-twin", .version = "1.0",
          .summary = "One of two of a kind", .programs = "server", .answers = "taste=twin")
