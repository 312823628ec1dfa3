using Microsoft.Extensions.Options;

namespace CharRnn.Hosting;

/// <summary>Validates what the attributes of <see cref="CharRnnOptions"/> state. The method is generated.</summary>
[OptionsValidator]
internal sealed partial class AttributesValidator : IValidateOptions<CharRnnOptions>;
