// SPDX-License-Identifier: Apache-2.0
#include "Features.h"

#include <kc/config.hpp>

#include <algorithm>
#include <array>

namespace kc::directory
{

namespace
{

constexpr std::array<sv, 5> kFeatures{"imap", "pop3", "mobile", "outlook", "webapp"};

bool names(sv words, sv feature)
{
    bool found = false;
    eachWord(words, [&](sv word) { found = found || word == feature; });
    return found;
}

} // namespace

std::string effectiveFeatures(sv disabled, sv on, sv off)
{
    std::string features;
    for (const sv feature : kFeatures)
    {
        if (names(off, feature) || (names(disabled, feature) && !names(on, feature)))
            continue;
        features += features.empty() ? "" : " ";
        features += feature;
    }
    return features;
}

sv unknownFeature(sv words)
{
    sv unknown;
    eachWord(words,
             [&](sv word)
             {
                 if (unknown.empty() &&
                     std::find(kFeatures.begin(), kFeatures.end(), word) == kFeatures.end())
                     unknown = word;
             });
    return unknown;
}

} // namespace kc::directory
