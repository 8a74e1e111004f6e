// SPDX-License-Identifier: Apache-2.0
// Random operations on the store and on a model of it that is a map; afterwards both must say the
// same, and the stored counts must be what SQL counts. One file, over 400 lines: the model and what
// it is compared by are of no use apart.
#include "OpenStore.h"

#include <map>
#include <random>

using namespace kc::store::test;

namespace
{

struct Held
{
    std::uint32_t flags;
    std::size_t text; // which of the texts
};

struct ModelBox
{
    kc_id id;
    std::uint32_t uidNext = 1;
    std::uint64_t lastModseq = 0;
    std::map<std::uint32_t, Held> messages;
};

} // namespace

class ModelTest : public StoreFixture
{
    CPPUNIT_TEST_SUITE(ModelTest);
    CPPUNIT_TEST(storeAndModelAgree);
    CPPUNIT_TEST(changesAloneKeepACopyUpToDate);
    CPPUNIT_TEST(changesSinceAnyPointAreComplete);
    CPPUNIT_TEST(oldRangesOfVanishedUidsBecomeFewer);
    CPPUNIT_TEST_SUITE_END();

    std::mt19937 _random{20'240'229};
    std::vector<ModelBox> _boxes;
    std::vector<std::string> _texts;
    std::map<std::pair<kc_id, std::uint32_t>, Held> _removed; // by removal and uid

    std::uint32_t random(std::size_t below)
    {
        return static_cast<std::uint32_t>(_random() % below);
    }

    ModelBox& anyBox() { return _boxes[random(_boxes.size())]; }

    Ranges anyRanges(const ModelBox& box)
    {
        Ranges ranges;
        for (std::uint32_t at = 1 + random(5); at < box.uidNext && ranges.size() < 4;)
        {
            const std::uint32_t last = at + random(6);
            ranges.push_back({at, last});
            at = last + 2 + random(8);
        }
        return ranges;
    }

    static bool contains(const Ranges& ranges, std::uint32_t uid)
    {
        return std::any_of(ranges.begin(), ranges.end(),
                           [&](const kc_uid_range& range)
                           { return uid >= range.first && uid <= range.last; });
    }

    void begin()
    {
        _boxes.clear();
        _removed.clear();
        for (const kc_id principal : {1, 2})
            for (const Mailbox& mailbox : client().mailboxes(client().account(principal)))
                _boxes.push_back({mailbox.id, 1, 0, {}});
        _texts = {
            plainMessage(600, 1), plainMessage(9000, 2), mixedMessage({base64(noise(30'000, 3))}),
            mixedMessage({base64(noise(30'000, 3))}), mixedMessage({noise(40'000, 4)}, "binary")};
    }

    void arrive()
    {
        ModelBox& box = anyBox();
        const Held held{random(32), random(_texts.size())};
        const std::uint32_t uid = client().append(box.id, _texts[held.text], held.flags);
        CPPUNIT_ASSERT_EQUAL(box.uidNext++, uid);
        box.messages[uid] = held;
    }

    void deliver()
    {
        const std::size_t text = random(_texts.size());
        const auto results = client().deliver(_texts[text], {to(1), to(2, "Junk"), to(1)});
        const kc_id targets[] = {
            client().inbox(1), client().mailbox(client().account(2), "Junk").id, client().inbox(1)};
        for (std::size_t i = 0; i < 3; ++i)
            for (ModelBox& box : _boxes)
                if (box.id == targets[i])
                {
                    CPPUNIT_ASSERT_EQUAL(box.uidNext++, results[i].uid);
                    box.messages[results[i].uid] = {0, text};
                }
    }

    void changeFlags()
    {
        ModelBox& box = anyBox();
        const Ranges ranges = anyRanges(box);
        const auto how = static_cast<kc_flag_change>(1 + random(3));
        const std::uint32_t flags = random(32);
        Uids expected;
        for (auto& [uid, held] : box.messages)
        {
            if (!contains(ranges, uid))
                continue;
            const std::uint32_t after = how == KC_FLAGS_ADD      ? held.flags | flags
                                        : how == KC_FLAGS_REMOVE ? held.flags & ~flags
                                                                 : flags;
            if (after != held.flags)
                expected.push_back(uid);
            held.flags = after;
        }
        CPPUNIT_ASSERT(client().setFlags(box.id, ranges, how, flags) == expected);
    }

    void transfer()
    {
        ModelBox &from = anyBox(), &to = anyBox();
        const Ranges ranges = anyRanges(from);
        const kc_transfer mode = random(2) == 0 ? KC_COPY : KC_MOVE;
        std::vector<kc_transferred> pairs;
        CPPUNIT_ASSERT(client().transfer(from.id, ranges, to.id, mode, &pairs).ok());
        const std::map<std::uint32_t, Held> before = from.messages;
        std::size_t next = 0;
        for (const auto& [uid, held] : before)
        {
            if (!contains(ranges, uid))
                continue;
            CPPUNIT_ASSERT(next < pairs.size() && pairs[next].from == uid);
            CPPUNIT_ASSERT_EQUAL(to.uidNext, pairs[next++].to);
            if (mode == KC_MOVE)
                from.messages.erase(uid);
            to.messages[to.uidNext++] = held;
        }
        CPPUNIT_ASSERT_EQUAL(next, pairs.size());
    }

    void expunge()
    {
        ModelBox& box = anyBox();
        const Ranges ranges = anyRanges(box);
        Uids expected;
        for (const auto& [uid, held] : box.messages)
            if ((held.flags & KC_FLAG_DELETED) != 0 && contains(ranges, uid))
                expected.push_back(uid);
        CPPUNIT_ASSERT(client().expunge(box.id, ranges) == expected);
        if (expected.empty())
            return;
        const std::string newest =
            "SELECT MAX(id) FROM st_removal WHERE mailbox = " + std::to_string(box.id);
        const kc_id removal = store().number(newest.c_str());
        for (const std::uint32_t uid : expected)
        {
            Held& held = _removed[{removal, uid}] = box.messages.at(uid);
            held.flags &= ~std::uint32_t{KC_FLAG_DELETED};
            box.messages.erase(uid);
        }
    }

    /// Some of one removal into a mailbox of the same account; sometimes all removals are purged.
    void restoreOrPurge()
    {
        if (random(6) == 0)
        {
            CPPUNIT_ASSERT_EQUAL(_removed.size(), std::size_t{client().purge()});
            _removed.clear();
            return;
        }
        ModelBox& to = anyBox();
        if (_removed.empty())
            return;
        auto chosen = _removed.begin();
        std::advance(chosen, random(static_cast<std::uint32_t>(_removed.size())));
        const auto [removal, uid] = chosen->first;
        const kc::Status status = client().restore(removal, {{uid, uid}}, to.id);
        CPPUNIT_ASSERT_EQUAL((to.id >> 40) == (removal >> 40), status.ok());
        if (!status.ok())
            return;
        to.messages[to.uidNext++] = chosen->second;
        _removed.erase(chosen);
    }

    void step()
    {
        const std::uint32_t choice = random(11);
        if (choice < 3)
            arrive();
        else if (choice < 4)
            deliver();
        else if (choice < 6)
            changeFlags();
        else if (choice < 8)
            transfer();
        else if (choice < 10)
            expunge();
        else
            restoreOrPurge();
    }

    void compareSelected(const ModelBox& box)
    {
        const Selected selected = client().select(box.id);
        Uids uids;
        std::uint32_t unseen = 0;
        for (const auto& [uid, held] : box.messages)
        {
            uids.push_back(uid);
            if (unseen == 0 && (held.flags & KC_FLAG_SEEN) == 0)
                unseen = uid;
        }
        CPPUNIT_ASSERT(selected.uids() == uids);
        CPPUNIT_ASSERT_EQUAL(unseen, selected.firstUnseen);
        CPPUNIT_ASSERT_EQUAL(box.uidNext, selected.now.uidNext);
        for (const auto& [uid, text] : client().texts(box.id, kAll))
            CPPUNIT_ASSERT(text == _texts[box.messages.at(uid).text] && !uids.empty());
    }

    void compare()
    {
        for (ModelBox& box : _boxes)
        {
            const std::vector<Message> all = client().list(box.id);
            CPPUNIT_ASSERT_EQUAL(box.messages.size(), all.size());
            std::size_t i = 0;
            for (const auto& [uid, held] : box.messages)
            {
                CPPUNIT_ASSERT(all[i].uid == uid && all[i].flags == held.flags);
                CPPUNIT_ASSERT_EQUAL(std::uint64_t{_texts[held.text].size()}, all[i++].octets);
                CPPUNIT_ASSERT(client().text(box.id, uid) == _texts[held.text]);
            }
            compareSelected(box);
        }
        for (const char* broken :
             {"SELECT COUNT(*) FROM st_mailbox b WHERE messages <>"
              " (SELECT COUNT(*) FROM st_message m WHERE m.mailbox = b.id)",
              "SELECT COUNT(*) FROM st_mailbox b WHERE unseen <>"
              " (SELECT COUNT(*) FROM st_message m WHERE m.mailbox = b.id AND (m.flags & 1) = 0)",
              "SELECT COUNT(*) FROM st_mailbox b WHERE deleted <>"
              " (SELECT COUNT(*) FROM st_message m WHERE m.mailbox = b.id AND (m.flags & 8) <> 0)",
              "SELECT COUNT(*) FROM st_account a WHERE octets <> (SELECT SUM(octets)"
              " FROM st_mailbox b WHERE b.account = a.id) OR messages <> (SELECT SUM(messages)"
              " FROM st_mailbox b WHERE b.account = a.id)",
              "SELECT COUNT(*) FROM st_mailbox b WHERE octets <>"
              " (SELECT COALESCE(SUM(m.octets), 0) FROM st_message m WHERE m.mailbox = b.id)",
              "SELECT COUNT(*) FROM st_mailbox b WHERE uid_next <="
              " (SELECT COALESCE(MAX(m.uid), 0) FROM st_message m WHERE m.mailbox = b.id)",
              "SELECT COUNT(*) FROM st_mailbox b WHERE modseq <"
              " (SELECT COALESCE(MAX(m.modseq), 0) FROM st_message m WHERE m.mailbox = b.id)",
              "SELECT COUNT(*) FROM st_mailbox b JOIN st_account a ON a.id = b.account"
              " WHERE b.modseq > a.modseq OR b.changed > b.modseq",
              "SELECT COUNT(*) FROM st_account a WHERE mailboxes <>"
              " (SELECT COUNT(*) FROM st_mailbox b WHERE b.account = a.id)",
              "SELECT COUNT(*) FROM st_email e WHERE COALESCE((SELECT memberships FROM st_shared s"
              " WHERE s.email = e.id), 1) <> (SELECT COUNT(*) FROM st_message m WHERE m.email ="
              " e.id)",
              "SELECT COUNT(*) FROM st_shared WHERE memberships < 2",
              "SELECT COUNT(*) FROM st_message WHERE email NOT IN (SELECT id FROM st_email)",
              "SELECT COUNT(*) FROM st_message WHERE (email >> 40) <> (mailbox >> 40)",
              "SELECT COUNT(*) FROM st_email WHERE content NOT IN (SELECT id FROM st_content)",
              "SELECT COUNT(*) FROM st_content WHERE id NOT IN (SELECT content FROM st_email)",
              "SELECT COUNT(*) FROM st_message WHERE mailbox NOT IN (SELECT id FROM st_mailbox)"
              " AND mailbox NOT IN (SELECT id FROM st_removal)",
              "SELECT COUNT(*) FROM st_removal WHERE id IN (SELECT id FROM st_mailbox)",
              "SELECT COUNT(*) FROM st_doomed",
              "SELECT COUNT(*) FROM st_mailbox b WHERE uid_next - 1 <> messages +"
              " (SELECT COALESCE(SUM(v.last - v.first + 1), 0) FROM st_vanished v"
              " WHERE v.mailbox = b.id)"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(broken, std::int64_t{0}, store().number(broken));
        CPPUNIT_ASSERT_EQUAL(
            store().number("SELECT COUNT(*) FROM st_content WHERE attachments > 0"),
            static_cast<std::int64_t>(store().attachments.references.size()));
    }

    void storeAndModelAgree()
    {
        begin();
        for (int round = 0; round < 8; ++round)
        {
            for (int i = 0; i < 60; ++i)
                step();
            compare();
        }
    }

    void changesAloneKeepACopyUpToDate()
    {
        begin();
        std::map<kc_id, std::map<std::uint32_t, std::uint64_t>> copies; // uid to modseq
        for (int round = 0; round < 150; ++round)
        {
            for (std::uint32_t i = random(4); i > 0; --i)
                step();
            ModelBox& box = anyBox();
            std::map<std::uint32_t, std::uint64_t>& copy = copies[box.id];
            const Changes changes = client().changes(box.id, box.lastModseq);
            for (const std::uint32_t uid : changes.vanished)
                copy.erase(uid);
            for (const Message& message : client().list(box.id))
            {
                const bool told = std::find(changes.uids.begin(), changes.uids.end(),
                                            message.uid) != changes.uids.end();
                CPPUNIT_ASSERT_EQUAL(message.modseq > box.lastModseq, told);
                if (told)
                    copy[message.uid] = message.modseq;
                CPPUNIT_ASSERT_EQUAL(message.modseq, copy[message.uid]);
            }
            CPPUNIT_ASSERT_EQUAL(box.messages.size(), copy.size());
            box.lastModseq = changes.now.modseq;
        }
    }

    /// What a client knew at a point in time: its modseq, and each message's.
    struct Point
    {
        std::uint64_t modseq;
        std::map<std::uint32_t, std::uint64_t> messages;
    };

    Point pointOf(kc_id mailbox)
    {
        Point point{client().changes(mailbox, UINT64_MAX >> 1).now.modseq, {}};
        for (const Message& message : client().list(mailbox))
            point.messages[message.uid] = message.modseq;
        return point;
    }

    /// Whoever was at `old` learns from changes() all that `now` is.
    void catchUp(kc_id mailbox, const Point& old, const Point& now)
    {
        const Changes changes = client().changes(mailbox, old.modseq);
        CPPUNIT_ASSERT(std::is_sorted(changes.uids.begin(), changes.uids.end()));
        std::map<std::uint32_t, std::uint64_t> copy = old.messages;
        for (const std::uint32_t uid : changes.vanished)
        {
            CPPUNIT_ASSERT(!now.messages.contains(uid));
            copy.erase(uid);
        }
        for (const std::uint32_t uid : changes.uids)
        {
            CPPUNIT_ASSERT(now.messages.at(uid) > old.modseq);
            copy[uid] = now.messages.at(uid);
        }
        CPPUNIT_ASSERT(copy == now.messages);
        const Ranges some{{2, 5}, {8, 8}, {11, UINT32_MAX}};
        Uids expected = changes.uids, listed;
        std::erase_if(expected, [&](std::uint32_t uid) { return !contains(some, uid); });
        for (const Message& message : client().list(mailbox, KC_MESSAGE_FLAGS, some, old.modseq))
            listed.push_back(message.uid);
        CPPUNIT_ASSERT(listed == expected);
    }

    void changesSinceAnyPointAreComplete()
    {
        begin();
        std::map<kc_id, std::vector<Point>> past;
        std::map<kc_id, std::uint64_t> counters; // by account
        for (int round = 0; round < 120; ++round)
        {
            step();
            for (const ModelBox& box : _boxes)
            {
                const Point now = pointOf(box.id);
                std::vector<Point>& points = past[box.id];
                if (!points.empty() && points.back().modseq == now.modseq)
                {
                    CPPUNIT_ASSERT(points.back().messages == now.messages);
                    continue;
                }
                CPPUNIT_ASSERT(points.empty() || now.modseq > points.back().modseq);
                for (const Point& old : points)
                    catchUp(box.id, old, now);
                points.push_back(now);
            }
            for (const kc_id account : {1, 2})
            {
                const std::string sql = "SELECT modseq FROM st_account WHERE id = " +
                                        std::to_string(client().account(account));
                const auto counter = static_cast<std::uint64_t>(store().number(sql.c_str()));
                CPPUNIT_ASSERT(counter >= std::exchange(counters[account], counter));
            }
        }
    }

    /// Every second uid, in one change that makes the store look whether it has too many ranges.
    void expungeEverySecond(kc_id box, std::uint32_t first, std::uint32_t end)
    {
        Ranges ranges;
        for (std::uint32_t uid = first; uid < end; uid += 2)
            ranges.push_back({uid, uid});
        client().setFlags(box, ranges, KC_FLAGS_ADD, KC_FLAG_DELETED);
        store().execute("UPDATE st_account SET modseq = modseq + 60 - modseq % 61");
        CPPUNIT_ASSERT_EQUAL(ranges.size(), client().expunge(box, ranges).size());
    }

    void oldRangesOfVanishedUidsBecomeFewer()
    {
        const kc_id box = inbox();
        const auto ranges = [&] { return store().number("SELECT COUNT(*) FROM st_vanished"); };
        CPPUNIT_ASSERT(client().tryAppend(box, std::vector<std::string>(3200, "x")).ok());
        std::vector<Point> past{pointOf(box)};
        for (const std::uint32_t first : {1u, 801u, 1601u, 2401u})
        {
            expungeEverySecond(box, first, first + 800);
            past.push_back(pointOf(box));
        }
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1600}, ranges()); // there is a message between any two
        expungeEverySecond(box, 2, 2402);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{400}, ranges()); // 1 to 2401, 2403, 2405, …
        for (const Point& old : past)
            catchUp(box, old, pointOf(box));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ModelTest);
