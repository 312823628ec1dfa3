using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CharRnn.Core.Tests;

[TestClass]
public sealed partial class WordSplitterTests
{
    private static readonly string[] Alphabet =
    [
        "\n", " ", "\t", "\r", "\u00A0", "a", "B", "é", "e\u0301", "я", "ß", "'", "’", "-", ".", ",", "…", "0", "7", "٣", "²", "_", "€", "\0", "\u200B", "\uFEFF",
        "中", "文", "の", "ー", "ก", "ำ", "။", "က", "ខ", "한", "\u0301", "\u200C", "\u200D", "\uFE0F", "\u20E3", "😀", "👩", "🏽", "❤", "🇩", "🇪", "𝒳", "𠀀", "\uD83D", "\uDE00",
    ];

    [TestMethod]
    [DataRow("don't stop-me, now...", "don't| |stop|-|me|,| |now|...")]
    [DataRow("'tis o’er, the boys' 'all'", "'|tis| |o’er|,| |the| |boys|'| |'|all|'")]
    [DataRow("a\n\n\n  b\t\tc \td", "a|\n|\n|\n|  |b|\t\t|c| |\t|d")]
    [DataRow("x\r\ny", "x|\r|\n|y")]
    [DataRow("in 1984, 3.14 km² v2", "in| |1|9|8|4|,| |3|.|1|4| |km|²| |v|2")]
    [DataRow("e\u0301te\u0301 a\u0301'a", "e\u0301te\u0301| |a\u0301'a")]
    [DataRow("我喜欢text。。", "我|喜|欢|text|。。")]
    [DataRow("ภาษาไทย", "ภ|า|ษ|า|ไ|ท|ย")]
    [DataRow("한국어 단어", "한국어| |단어")]
    [DataRow("👩‍👩‍👧x😀😀❤️❤️", "👩‍👩‍👧|x|😀😀|❤️|❤️")]
    [DataRow("👍🏽👍 🇩🇪🇫🇷 1️⃣", "👍🏽|👍| |🇩🇪|🇫🇷| |1️⃣")]
    [DataRow("if (a != b) { c += 1; } // ----", "if| |(|a| |!|=| |b|)| |{| |c| |+|=| |1|;| |}| |//| |----")]
    public void A_text_is_split_by_the_rules(string text, string words) => Assert.AreEqual(words, string.Join('|', Split(text)));

    [TestMethod]
    public void The_words_of_any_text_are_the_text_and_each_is_one_word_by_itself()
    {
        foreach (string text in Texts())
        {
            List<string> words = Split(text);
            Assert.AreEqual(text, string.Concat(words));
            Assert.IsTrue(words.All(word => word.Length is > 0 and <= WordSplitter.MaximumLength), text);
            Assert.IsTrue(words.All(word => WordSplitter.FirstLength(word) == word.Length), text);
            Assert.IsTrue(words.All(word => word == "\n" || !word.Contains('\n', StringComparison.Ordinal)), text);
            Assert.AreEqual(text.Count(char.IsSurrogate) - (2 * text.EnumerateRunes().Count(rune => !rune.IsBmp)), words.Count(word => word.Length == 1 && char.IsSurrogate(word[0])), "a lone surrogate is a word of its own");
        }
    }

    [TestMethod]
    public void The_words_are_those_of_a_naive_reading_of_the_rules()
    {
        foreach (string text in Texts())
        {
            Assert.AreEqual(string.Join('|', NaiveSplit(text)), string.Join('|', Split(text)));
        }
    }

    [TestMethod]
    public void What_is_certain_of_a_beginning_stays_so_whatever_follows()
    {
        Random random = new(3);
        foreach (string text in Texts())
        {
            string beginning = text[..random.Next(text.Length + 1)];
            int certain = WordSplitter.CertainLength(beginning);
            List<string> words = [.. Split(beginning[..certain]), .. Split(text[certain..])];
            Assert.AreEqual(string.Join('|', Split(text)), string.Join('|', words));
            Assert.IsLessThan(WordSplitter.LookAhead, beginning.Length - certain);
        }
    }

    [TestMethod]
    public void Utf8_of_any_length_has_the_same_words()
    {
        string text = string.Concat(Texts().Select(text => string.Concat(text.EnumerateRunes()))); // no lone surrogates
        Assert.IsGreaterThan(100_000, text.Length);
        List<string> words = [];
        Utf8Words reader = new(Encoding.UTF8.GetBytes(text));
        while (reader.MoveNext())
        {
            words.Add(reader.Current.ToString());
        }

        CollectionAssert.AreEqual(Split(text), words);
        Assert.AreEqual(words.Count(word => !string.IsNullOrWhiteSpace(word)), Utf8Words.CountWords(Encoding.UTF8.GetBytes(text)));
    }

    [TestMethod]
    public void Utf8_that_is_none_is_refused() => Assert.ThrowsExactly<ArgumentException>(() => new WordVocabularyBuilder().Add([(byte)'a', 0xFF]));

    private static List<string> Split(string text)
    {
        List<string> words = [];
        for (int position = 0; position < text.Length; position += words[^1].Length)
        {
            words.Add(text.Substring(position, WordSplitter.FirstLength(text.AsSpan(position))));
        }

        return words;
    }

    // Short and long texts of few and of many different characters, and characters of every kind.
    private static IEnumerable<string> Texts()
    {
        Random random = new(1);
        for (int i = 0; i < 3000; i++)
        {
            string[] some = random.GetItems(Alphabet, random.Next(1, 8));
            yield return string.Concat(random.GetItems(i % 2 == 0 ? some : Alphabet, random.Next(i % 3 == 0 ? 200 : 12)));
        }

        string[] ofEveryCategory = [.. Enumerable.Range(0, 0x110000).Where(Rune.IsValid).GroupBy(CharUnicodeInfo.GetUnicodeCategory)
            .SelectMany(group => random.GetItems(group.ToArray(), 40)).Select(char.ConvertFromUtf32)];
        for (int i = 0; i < 1000; i++)
        {
            yield return string.Concat(random.GetItems(ofEveryCategory, 30));
        }
    }

    /// <summary>Reads the rules from their documentation: a letter for the kind of each character, and a regular expression over these letters.</summary>
    private static IEnumerable<string> NaiveSplit(string text)
    {
        List<string> characters = [];
        for (int i = 0; i < text.Length; i += characters[^1].Length)
        {
            characters.Add(i + 1 < text.Length && char.IsSurrogatePair(text, i) ? text.Substring(i, 2) : text[i].ToString());
        }

        string kinds = string.Concat(characters.Select(KindOf));
        for (int i = 0; i < characters.Count;)
        {
            Match match = Rule().Match(kinds, i);
            string[] matched = [.. characters.Skip(i).Take(match.Length)];
            if (match.Groups["same"].Success)
            {
                matched = [.. matched.Take(1), .. matched.Skip(1).TakeWhile((character, next) =>
                    character == matched[0] && !(kinds[i] != 'S' && HasMark(i + next + 1) && matched[0].Length * (next + 2) + characters[i + next + 2].Length <= 64))];
            }

            int length = 0;
            matched = [.. matched.TakeWhile(character => (length += character.Length) <= 64)];
            if (kinds[i] is 'L' or 'M' or 'Z' && matched.Length < match.Length && matched[^1] is "'" or "’" && matched.Length > 1)
            {
                matched = matched[..^1];
            }

            yield return string.Concat(matched);
            i += matched.Length;
        }

        bool HasMark(int index) => index + 1 < kinds.Length && kinds[index + 1] is 'M' or 'Z';
    }

    private static char KindOf(string character)
    {
        if (character.Length == 1 && char.IsSurrogate(character[0]))
        {
            return 'X';
        }

        int value = char.ConvertToUtf32(character, 0);
        UnicodeCategory category = CharUnicodeInfo.GetUnicodeCategory(value);
        return value == '\n' ? 'N'
            : string.IsNullOrWhiteSpace(character) ? 'S'
            : value == 0x200D ? 'Z'
            : value is >= 0x1F1E6 and <= 0x1F1FF ? 'R'
            : category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
                || value is 0x200C or (>= 0x1F3FB and <= 0x1F3FF) or (>= 0xE0020 and <= 0xE007F) ? 'M'
            : category == UnicodeCategory.DecimalDigitNumber ? 'D'
            : character is "'" or "’" ? 'A'
            : category > UnicodeCategory.OtherLetter ? 'O'
            : Scripts().IsMatch(character) || value is >= 0x20000 and <= 0x3FFFF or >= 0x1B000 and <= 0x1B16F ? 'I' : 'L';
    }

    [GeneratedRegex(@"\G(?:N|X|(?<same>S+)|[DI][MZ]*|[LMZ](?:[LMZ]|A(?=L))*|R{1,2}[MZ]*|[OA][MZ]+(?:(?<=Z)[OA][MZ]*)*|(?<same>[OA]+))")]
    private static partial Regex Rule();

    [GeneratedRegex(@"[\p{IsThai}\p{IsLao}\p{IsMyanmar}\p{IsKhmer}\p{IsHiragana}\p{IsKatakana}\p{IsCJKSymbolsandPunctuation}\p{IsBopomofo}\p{IsKatakanaPhoneticExtensions}\p{IsCJKUnifiedIdeographsExtensionA}\p{IsCJKUnifiedIdeographs}\p{IsCJKCompatibilityIdeographs}\u31A0-\u31BF\uA9E0-\uA9FF\uAA60-\uAA7F\uFF66-\uFF9F]")]
    private static partial Regex Scripts();
}
