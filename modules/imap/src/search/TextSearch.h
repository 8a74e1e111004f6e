// SPDX-License-Identifier: Apache-2.0
// SEARCH's BODY and TEXT (RFC 9051 §6.4.4): looks through what a message says, that is, its header
// fields, those of its parts, and its text parts, with transfer encodings and charsets undone and
// without case. Other parts are not looked at.
#pragma once

#include "OctetSearch.h"

#include <kc/mime/Structure.h>
#include <kc/stream.hpp>

#include <vector>

namespace kc::imap
{

class TextSearch
{
public:
    TextSearch(Context& context, Reader& reader, std::vector<OctetSearch>& searches)
        : _context{context}, _reader{reader}, _searches{searches}
    {
    }

    /// Reads the message twice at most: once for its structure, then what is text in it.
    void run();

private:
    mime::Structure scan();
    void searchHeader(const mime::Part& part);
    void searchBody(const mime::Part& part);
    void feed(TextPlace place, sv utf8);
    void endText();
    bool isDone() const;

    Context& _context;
    Reader& _reader;
    std::vector<OctetSearch>& _searches;
    std::string _buffer;
};

/// What a field's value says, without case.
std::string searchableValue(sv foldedValue);

} // namespace kc::imap
