using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace CharRnn.Inference.Tests;

/// <summary>Every range that an option states is enforced, and its message tells the value and the range.</summary>
[TestClass]
public sealed class OptionRangeTests
{
    private static readonly Type[] Types = [typeof(SamplingOptions), typeof(GenerationOptions), typeof(CharRnnModelOptions), typeof(GenerationSchedulerOptions), typeof(ScoringOptions)];

    public static IEnumerable<object[]> Ranges =>
        from type in Types
        from property in type.GetProperties()
        where property.GetCustomAttribute<RangeAttribute>() is not null
        select new object[] { type, property.Name };

    [TestMethod]
    [DynamicData(nameof(Ranges))]
    public void A_value_outside_is_refused(Type type, string name)
    {
        PropertyInfo property = type.GetProperty(name)!;
        RangeAttribute range = property.GetCustomAttribute<RangeAttribute>()!;
        (double least, double most) = (Convert.ToDouble(range.Minimum), Convert.ToDouble(range.Maximum));
        StringAssert.Contains(Problems(least - 1), $"{name} is {least - 1}; must be ");
        if (most < int.MaxValue)
        {
            StringAssert.Contains(Problems(most + 1), $"{name} is {most + 1}; must be ");
        }

        string Problems(double value) =>
            ProblemsWith(property, Convert.ChangeType(value, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType));
    }

    [TestMethod]
    public void A_number_that_is_no_value_of_an_enumeration_is_refused()
    {
        PropertyInfo[] properties = [.. Types.SelectMany(type => type.GetProperties()).Where(property => property.PropertyType.IsEnum)];
        Assert.IsNotEmpty(properties);
        foreach (PropertyInfo property in properties)
        {
            StringAssert.StartsWith(ProblemsWith(property, Enum.ToObject(property.PropertyType, 9)), $"{property.Name} is 9; must be ");
        }
    }

    [TestMethod]
    public void Messages_have_a_decimal_point_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
        try
        {
            string problems = ProblemsWith(typeof(SamplingOptions).GetProperty(nameof(SamplingOptions.Temperature))!, -0.5);
            Assert.AreEqual("Temperature is -0.5; must be a finite number, 0 or more.", problems);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string ProblemsWith(PropertyInfo property, object value)
    {
        object options = Activator.CreateInstance(property.DeclaringType!)!;
        property.SetValue(options, value);
        try
        {
            property.DeclaringType!.GetMethod("Validate")!.Invoke(options, null);
            return "";
        }
        catch (TargetInvocationException exception) when (exception.InnerException is InvalidOptionsException problems)
        {
            return problems.Message;
        }
    }
}
