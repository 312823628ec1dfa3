using Microsoft.Extensions.Options;

namespace CharRnn.Server;

/// <summary>Validates what the attributes of <see cref="CharRnnServerOptions"/> state. The method is generated.</summary>
[OptionsValidator]
internal sealed partial class AttributesValidator : IValidateOptions<CharRnnServerOptions>;
