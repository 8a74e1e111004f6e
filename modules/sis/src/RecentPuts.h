// SPDX-License-Identifier: Apache-2.0
// Copies that were put a moment ago and that no row may tell of yet: several deliveries of one
// content at the same time share one copy.
#pragma once

#include "ContentReader.h"
#include "Generation.h"

#include <map>
#include <mutex>

namespace kc::sis
{

class RecentPuts
{
public:
    /// Copies are shared while they are younger than this.
    explicit RecentPuts(Milliseconds age) : _age{age} {}

    /// The copy to use: an earlier one of this content, or this one, which later ones get.
    Copy share(const Copy& mine, Milliseconds now);

private:
    void forgetOld(Milliseconds now);

    const Milliseconds _age;
    std::mutex _mutex; // guards _copies; nothing is called under it
    std::map<Digest, Copy> _copies;
};

} // namespace kc::sis
