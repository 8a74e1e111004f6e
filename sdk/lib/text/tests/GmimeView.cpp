// SPDX-License-Identifier: Apache-2.0
#include "GmimeView.h"

#include <gmime/gmime.h>

#include <cstdint>
#include <memory>

namespace kc::text::test
{

namespace
{

struct Unref
{
    template <typename T>
    void operator()(T* object) const noexcept
    {
        g_object_unref(object);
    }
};

template <typename T>
using Owned = std::unique_ptr<T, Unref>;

std::string textOf(const char* text)
{
    return text == nullptr ? std::string{} : text;
}

std::string lowered(std::string text)
{
    for (char& c : text)
        c = g_ascii_tolower(c);
    return text;
}

std::string addresses(InternetAddressList* list)
{
    std::string text;
    for (int i = 0; list != nullptr && i < internet_address_list_length(list); ++i)
    {
        InternetAddress* const address = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(address))
            text += addresses(internet_address_group_get_members(
                reinterpret_cast<InternetAddressGroup*>(address)));
        else
            text += textOf(internet_address_get_name(address)) + " <" +
                    textOf(internet_address_mailbox_get_addr(
                        reinterpret_cast<InternetAddressMailbox*>(address))) +
                    ">\n";
    }
    return text;
}

void addLeaf(GMimePart* part, MessageView& view)
{
    GMimeDataWrapper* const content = g_mime_part_get_content(part);
    GMimeStream* const stream =
        content == nullptr ? nullptr : g_mime_data_wrapper_get_stream(content);
    view.lengths += std::to_string(stream == nullptr ? 0 : g_mime_stream_length(stream)) + "\n";
    const Owned<GMimeStream> decoded{g_mime_stream_mem_new()};
    if (content != nullptr)
        g_mime_data_wrapper_write_to_stream(content, decoded.get());
    const GByteArray* const octets =
        g_mime_stream_mem_get_byte_array(reinterpret_cast<GMimeStreamMem*>(decoded.get()));
    view.decoded += digest({reinterpret_cast<const char*>(octets->data), octets->len}) + "\n";
    const char* const name = g_mime_part_get_filename(part);
    view.names += (name == nullptr ? std::string{"-"} : std::string{name}) + "\n";
}

void addPart(GMimeObject* object, std::size_t depth, MessageView& view)
{
    const std::unique_ptr<char, decltype(&g_free)> type{
        g_mime_content_type_get_mime_type(g_mime_object_get_content_type(object)), g_free};
    view.types += std::string(depth, ' ') + lowered(textOf(type.get())) + "\n";
    if (GMIME_IS_MULTIPART(object))
    {
        auto* const multipart = reinterpret_cast<GMimeMultipart*>(object);
        for (int i = 0; i < g_mime_multipart_get_count(multipart); ++i)
            addPart(g_mime_multipart_get_part(multipart, i), depth + 1, view);
    }
    else if (GMIME_IS_MESSAGE_PART(object))
    {
        GMimeMessage* const message =
            g_mime_message_part_get_message(reinterpret_cast<GMimeMessagePart*>(object));
        if (message != nullptr && g_mime_message_get_mime_part(message) != nullptr)
            addPart(g_mime_message_get_mime_part(message), depth + 1, view);
    }
    else if (GMIME_IS_PART(object))
        addLeaf(reinterpret_cast<GMimePart*>(object), view);
}

} // namespace

std::string digest(std::string_view octets)
{
    std::uint64_t sum = 0;
    for (const char c : octets)
        sum = sum * 31 + static_cast<unsigned char>(c);
    return std::to_string(octets.size()) + " " + std::to_string(sum);
}

MessageView gmimeView(std::string_view message)
{
    g_mime_init();
    const Owned<GMimeStream> stream{
        g_mime_stream_mem_new_with_buffer(message.data(), message.size())};
    const Owned<GMimeParser> parser{g_mime_parser_new_with_stream(stream.get())};
    const Owned<GMimeMessage> parsed{g_mime_parser_construct_message(parser.get(), nullptr)};
    MessageView view;
    if (!parsed)
        return view;
    view.subject = textOf(g_mime_message_get_subject(parsed.get()));
    view.from = addresses(g_mime_message_get_from(parsed.get()));
    if (g_mime_message_get_mime_part(parsed.get()) != nullptr)
        addPart(g_mime_message_get_mime_part(parsed.get()), 0, view);
    return view;
}

} // namespace kc::text::test
