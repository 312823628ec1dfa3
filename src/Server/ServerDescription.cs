using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CharRnn.Server;

/// <summary>The OpenAPI document.</summary>
internal static class ServerDescription
{
    public static void AddServerDescription(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ServerJson.Default));
        services.AddOpenApi("v1", options => options.AddDocumentTransformer(Describe).AddSchemaTransformer(DescribeTexts));
    }

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new OpenApiInfo { Title = "CharRnn", Version = "v1", Description = "Generates and scores text. Completions are those of OpenAI's API, where a token is a character, or a word if the model has words." };
        document.Servers = [];
        foreach (OpenApiOperation operation in document.Paths.Values.SelectMany(path => path.Operations?.Values.AsEnumerable() ?? []))
        {
            operation.RequestBody?.Content?.Remove("*/*");
        }

        return Task.CompletedTask;
    }

    // A schema cannot be read off a converter.
    private static Task DescribeTexts(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        if (context.JsonPropertyInfo?.CustomConverter is OneOrMoreTexts)
        {
            OpenApiSchema text = new() { Type = JsonSchemaType.String };
            schema.OneOf = [text, new OpenApiSchema { Type = JsonSchemaType.Array, Items = text }];
        }

        return Task.CompletedTask;
    }
}
