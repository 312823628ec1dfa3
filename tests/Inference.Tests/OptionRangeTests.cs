using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace CharRnn.Inference.Tests;

/// <summary>Every range that an option states is enforced, and its message tells the value and the range.</summary>
[TestClass]
public sealed class OptionRangeTests
{
    public static IEnumerable<object[]> Ranges =>
        from type in (Type[])[typeof(SamplingOptions), typeof(GenerationOptions), typeof(CharRnnModelOptions), typeof(GenerationSchedulerOptions), typeof(ScoringOptions)]
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

        string Problems(double value)
        {
            object options = Activator.CreateInstance(type)!;
            property.SetValue(options, Convert.ChangeType(value, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType));
            try
            {
                type.GetMethod("Validate")!.Invoke(options, null);
                return "";
            }
            catch (TargetInvocationException exception) when (exception.InnerException is InvalidOptionsException problems)
            {
                return problems.Message;
            }
        }
    }
}
