using System.Text;

namespace CharRnn.Reports.Tests;

/// <summary>Each feature on texts small enough to see: the digits stand under the characters. ¶ is a newline.</summary>
[TestClass]
public sealed class TextFeatureTests
{
    [TestMethod]
    [DataRow("inside quotes", "a \"bc\" d \"", "0011100001")]
    [DataRow("inside quotes", "“a”b\"c¶¶d", "110011100")]
    [DataRow("inside parentheses", "a(b(c)d)e)f", "01111110000")]
    [DataRow("inside parentheses", "(a¶b¶¶c", "1111100")]
    [DataRow("inside brackets", "[a](b)", "110000")]
    [DataRow("inside braces", "{¶¶a}b", "111100")]
    [DataRow("nesting depth", "{(a[b])}", "12233210")]
    [DataRow("nesting depth", "))a(", "0001")]
    [DataRow("inside a comment", "a // b¶c", "00011100")]
    [DataRow("inside a comment", "/*a*/b", "011100")]
    [DataRow("inside a comment", "<!--a-->b", "000111100")]
    [DataRow("inside a comment", "http://a b", "0000000000")]
    [DataRow("inside a comment", "file:///a b", "00000000000")]
    [DataRow("inside a comment", "a:/*b*/c", "00011100")]
    [DataRow("inside a comment", "src/* <!-- a /* // b", "00000000000000000111")]
    [DataRow("inside a comment", "a//b", "0011")]
    [DataRow("inside a URL", "x http://a.b/c) d", "00000000111111000")]
    [DataRow("inside a URL", "a :// b", "0000000")]
    [DataRow("inside a markup tag", "a<b c>d</b>e", "011110011100")]
    [DataRow("inside a markup tag", "a < b <c", "00000000")]
    [DataRow("inside a markup tag", "List<int> a", "00000000000")]
    [DataRow("inside a markup tag", "A<B<c>, d> e", "000000000000")]
    [DataRow("inside a markup tag", "a<b(c>d)", "00000000")]
    [DataRow("inside a markup tag", "F<T>() <p>g<br/>h<i>j</i>", "0000000110011110011001110")]
    [DataRow("position in the line", "ab¶c¶", "12010")]
    [DataRow("end of the line near", "abcdefghijkl¶x", "00111111111100")]
    [DataRow("length of the word so far", "ab cde-f", "12012301")]
    [DataRow("capital letter", "aBÉ1", "0110")]
    [DataRow("digit", "a1٣b", "0110")]
    public void A_feature_is_known_after_the_characters_that_show_it(string feature, string text, string expected)
    {
        float[] values = TextFeature.All.Single(one => one.Name == feature).Compute([.. text.Replace('¶', '\n').EnumerateRunes()]);
        Assert.AreEqual(expected, string.Concat(values));
    }

    [TestMethod]
    public void Every_feature_takes_any_text()
    {
        foreach (string text in (string[])["", "\n", "<", "/", "/*", "<!--", "://", "🐘\u0301\u202e\0", "\"(["])
        {
            foreach (TextFeature feature in TextFeature.All)
            {
                Rune[] characters = [.. text.EnumerateRunes()];
                Assert.HasCount(characters.Length, feature.Compute(characters), $"{feature.Name} of {text}");
            }
        }
    }
}
