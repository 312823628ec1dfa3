using System.Text;

namespace CharRnn.Core.Tests;

[TestClass]
public sealed class VocabularyTests
{
    private static readonly Vocabulary Abc = Vocabulary.FromRunes("cab é😀".EnumerateRunes());

    [TestMethod]
    public void Ids_are_in_order_of_code_point()
    {
        CollectionAssert.AreEqual(" abcé😀".EnumerateRunes().ToArray(), Abc.Characters.ToArray());
        Assert.AreEqual(6, Abc.Size);
        Assert.IsNull(Abc.UnknownId);
    }

    [TestMethod]
    public void A_scalar_outside_the_basic_plane_is_one_id_and_one_character()
    {
        EncodedText encoded = Abc.Encode("a😀b", UnknownPolicy.Error);
        CollectionAssert.AreEqual((int[])[1, 5, 2], encoded.Ids);
        Assert.AreEqual(3, encoded.CharacterCount);
        Assert.AreEqual("a😀b", Abc.Decode(encoded.Ids));
    }

    [TestMethod]
    public void Policy_error_names_the_character_its_position_and_what_is_known()
    {
        InvalidTextException exception = Assert.ThrowsExactly<InvalidTextException>(() => Abc.Encode("a😀ÿb", UnknownPolicy.Error));
        Assert.AreEqual("Character 3 of the text, 'ÿ' (U+00FF), is not in the vocabulary. Known:  abcé😀", exception.Message);
    }

    [TestMethod]
    public void Policy_skip_and_floor_leave_the_character_out_and_count_it()
    {
        foreach (UnknownPolicy policy in (UnknownPolicy[])[UnknownPolicy.Skip, UnknownPolicy.Floor])
        {
            EncodedText encoded = Abc.Encode("aXb", policy);
            CollectionAssert.AreEqual((int[])[1, 2], encoded.Ids);
            Assert.AreEqual((3, 1), (encoded.CharacterCount, encoded.UnknownCount));
        }
    }

    [TestMethod]
    public void Policy_replace_takes_the_unknown_token()
    {
        Vocabulary vocabulary = Vocabulary.FromRunes("ab".EnumerateRunes(), hasUnknown: true);
        Assert.AreEqual(2, vocabulary.UnknownId);
        CollectionAssert.AreEqual((int[])[0, 2, 1], vocabulary.Encode("aXb", UnknownPolicy.Replace).Ids);
        Assert.AreEqual("a\uFFFDb", vocabulary.Decode([0, 2, 1]));
    }

    [TestMethod]
    public void A_policy_that_is_no_value_of_the_enumeration_is_refused()
    {
        InvalidOptionsException exception = Assert.ThrowsExactly<InvalidOptionsException>(() => Abc.Encode("X", (UnknownPolicy)9));
        Assert.AreEqual("The unknown policy is 9; must be Error, Replace, Skip or Floor.", exception.Message);
    }

    [TestMethod]
    public void Policy_replace_without_an_unknown_token_is_an_error()
    {
        InvalidTextException exception = Assert.ThrowsExactly<InvalidTextException>(() => Abc.Encode("X", UnknownPolicy.Replace));
        StringAssert.Contains(exception.Message, "'X' (U+0058), is not in the vocabulary, and it has no unknown token to replace it.");
    }

    [TestMethod]
    [DataRow(Tokenization.Runes)]
    [DataRow(Tokenization.Bytes)]
    public void A_lone_surrogate_is_unknown_and_never_becomes_the_replacement_character(Tokenization tokenization)
    {
        Vocabulary vocabulary = tokenization == Tokenization.Bytes ? Vocabulary.Bytes : Vocabulary.FromRunes("ab\uFFFD".EnumerateRunes());
        EncodedText encoded = vocabulary.Encode("a\uD800b", UnknownPolicy.Skip);
        Assert.AreEqual("ab", vocabulary.Decode(encoded.Ids));
        Assert.AreEqual((3, 1), (encoded.CharacterCount, encoded.UnknownCount));
        InvalidTextException exception = Assert.ThrowsExactly<InvalidTextException>(() => vocabulary.Encode("a\uD800b", UnknownPolicy.Error));
        StringAssert.Contains(exception.Message, "Character 2 of the text, a lone surrogate (U+D800), is not in the vocabulary.");
    }

    [TestMethod]
    public void Bytes_count_scalars()
    {
        EncodedText encoded = Vocabulary.Bytes.Encode("é😀", UnknownPolicy.Error);
        CollectionAssert.AreEqual(Encoding.UTF8.GetBytes("é😀").Select(value => (int)value).ToArray(), encoded.Ids);
        Assert.AreEqual(2, encoded.CharacterCount);
        Assert.AreEqual("é😀", Vocabulary.Bytes.Decode(encoded.Ids));
    }

    [TestMethod]
    public void FindId_takes_exactly_one_character()
    {
        Assert.AreEqual(5, Abc.FindId("😀"));
        Assert.IsNull(Abc.FindId("ab"));
        Assert.IsNull(Abc.FindId(""));
        Assert.IsNull(Abc.FindId("\uD83D"));
        Assert.AreEqual(10, Vocabulary.Bytes.FindId("\n"));
        Assert.IsNull(Vocabulary.Bytes.FindId("é"));
    }

    [TestMethod]
    public void Builder_folds_rare_characters_into_the_unknown_token_and_tells_the_coverage()
    {
        VocabularyBuilder builder = new();
        builder.Add("aaabbc"u8);

        VocabularyCoverage coverage = builder.Build(minimumCount: 2);
        CollectionAssert.AreEqual("ab".EnumerateRunes().ToArray(), coverage.Vocabulary.Characters.ToArray());
        Assert.AreEqual(2, coverage.Vocabulary.UnknownId);
        Assert.AreEqual((5L, 6L), (coverage.Covered, coverage.Total));
    }

    [TestMethod]
    public void Builder_keeps_the_most_frequent_that_fit_with_the_unknown_token()
    {
        VocabularyBuilder builder = new();
        builder.Add("abbccc"u8);

        Assert.AreEqual(3, builder.Build(maximumSize: 3).Vocabulary.Characters.Count);
        Vocabulary two = builder.Build(maximumSize: 2).Vocabulary;
        Assert.AreEqual(new Rune('c'), two.Characters.Single());
        Assert.AreEqual(1, two.UnknownId);
    }

    [TestMethod]
    public void Builder_keeps_what_was_known_and_adds_to_it_what_fits()
    {
        Vocabulary known = Vocabulary.FromRunes("xb".EnumerateRunes());
        VocabularyBuilder builder = new();
        builder.Add("abbcccddd"u8);

        VocabularyCoverage all = builder.Build(known: known);
        CollectionAssert.AreEqual("abcdx".EnumerateRunes().ToArray(), all.Vocabulary.Characters.ToArray());
        Assert.AreEqual((null, 9L), (all.Vocabulary.UnknownId, all.Covered));

        VocabularyCoverage four = builder.Build(minimumCount: 3, maximumSize: 4, known: known);
        CollectionAssert.AreEqual("bcx".EnumerateRunes().ToArray(), four.Vocabulary.Characters.ToArray());
        Assert.AreEqual((3, 5L), (four.Vocabulary.UnknownId, four.Covered));
        CollectionAssert.AreEqual(four.Vocabulary.Characters.ToArray(), builder.Build(3, 4, four.Vocabulary).Vocabulary.Characters.ToArray());

        Assert.AreEqual(2, new VocabularyBuilder().Build(known: Vocabulary.FromRunes(known.Characters, hasUnknown: true)).Vocabulary.UnknownId);
        Assert.AreEqual(
            "The vocabulary would have 2 known characters and an unknown token; at most 2 tokens are allowed.",
            Assert.ThrowsExactly<InvalidTextException>(() => builder.Build(maximumSize: 2, known: known)).Message);
    }
}
