using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CharRnn.Tests;

/// <summary>
/// Damaged copies of files, the same whenever they are made, and the rule for every loader: a file loads and works, or an
/// <see cref="InvalidModelException"/> refuses it. CHARRNN_MUTANTS=100000 tries more of each file.
/// </summary>
internal static partial class Mutants
{
    private static readonly string[] Values =
    [
        "null", "true", "-1", "0", "1", "2", "77", "0.5", "1e999", "-1e999", "2147483648", "1e-400", "99999999999999999999", "[]", "{}", "[null]", "[0]", "{\"a\":0}",
        "\"\"", "\"a\"", "\"\\ud800\"", "\"\\u0000\"", "\"\\u001b[31m\"", "\"\\ud83d\\ude00\"", "NaN",
    ];

    /// <summary>Checks the rule on mutants of a file.</summary>
    /// <param name="mutate">Makes a mutant.</param>
    /// <param name="use">Loads a mutant and does what a user would.</param>
    /// <param name="count">Mutants in the suite.</param>
    public static void AssertRefusedOrUsed<T>(Func<Random, T> mutate, Action<T> use, int count = 400)
    {
        count = int.Parse(Environment.GetEnvironmentVariable("CHARRNN_MUTANTS") ?? $"{count}", CultureInfo.InvariantCulture);
        for (int seed = 0; seed < count; seed++)
        {
            T mutant = mutate(new Random(seed));
            try
            {
                use(mutant);
            }
            catch (InvalidModelException exception)
            {
                Assert.DoesNotMatchRegex(ControlCharacter, exception.Message, $"mutant {seed}");
            }
            catch (Exception exception) when (exception is not UnitTestAssertException)
            {
                Assert.Fail($"Mutant {seed}: {exception}\n{(mutant is string text ? text : "")}");
            }
        }
    }

    /// <summary>Changes, cuts, repeats or overwrites a part of a file.</summary>
    public static byte[] Bytes(ReadOnlySpan<byte> file, Random random)
    {
        List<byte> bytes = [.. file];
        for (int changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            int at = random.Next(bytes.Count);
            int length = Math.Min(1 << random.Next(8), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, random.Next(4) == 0 ? bytes.Count - at : length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                default:
                    byte[] lie = random.Next(2) == 0 ? BitConverter.GetBytes(Number(random)) : BitConverter.GetBytes((int)Number(random));
                    at -= at % 4;
                    for (int i = 0; i < lie.Length && at + i < bytes.Count; i++)
                    {
                        bytes[at + i] = lie[i];
                    }

                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Exchanges, repeats or leaves out tokens of a JSON text; now and then also bytes.</summary>
    public static string Json(string json, Random random)
    {
        for (int changes = random.Next(1, 3); changes > 0; changes--)
        {
            MatchCollection tokens = Token.Matches(json);
            if (tokens.Count == 0)
            {
                break;
            }

            Match token = tokens[random.Next(tokens.Count)];
            string replacement = random.Next(8) switch
            {
                0 => "",
                1 => $"{token.Value}{token.Value}",
                2 => $"{token.Value},{token.Value}",
                3 => tokens[random.Next(tokens.Count)].Value,
                4 when token.Value.EndsWith(':') => $"\"other\":{Values[random.Next(Values.Length)]},{token.Value}",
                _ when token.Value.EndsWith(':') => $"{token.Value}{Values[random.Next(Values.Length)]},\"more\":",
                _ => Values[random.Next(Values.Length)],
            };
            json = $"{json[..token.Index]}{replacement}{json[(token.Index + token.Length)..]}";
        }

        return random.Next(10) == 0 ? Encoding.Latin1.GetString(Bytes(Encoding.Latin1.GetBytes(json), random)) : json;
    }

    private static long Number(Random random) => random.Next(8) switch
    {
        0 => 0,
        1 => -1,
        2 => int.MaxValue,
        3 => int.MinValue,
        4 => long.MaxValue,
        5 => 1L << random.Next(63),
        _ => random.Next(-100, 100_000),
    };

    [GeneratedRegex("""[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]""")]
    private static partial Regex ControlCharacter { get; }

    [GeneratedRegex(""" "(?:[^"\\]|\\.)*"\s*:?|-?[0-9][0-9.eE+-]*|true|false|null|[\[\]{},] """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token { get; }
}
