using System.Reflection;
using Observe.Redaction;
using Observe.Sdk.AspNetCore;
using Observe.Sdk.AwsLambda;
using Observe.Sdk.Tests.Readme;

namespace Observe.Sdk.Tests;

/// <summary>
/// What users of the packages compile against stands in PublicApi.txt: a change of it is seen in the review. <c>OBSERVE_WRITE_API=1</c> writes the file anew.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly string Listing = Path.Combine(ReadmeTests.Root, "tests", "Observe.Sdk.Tests", "PublicApi.txt");

    [Fact]
    public void Packages_PublicMembers_AreThoseOfTheListing()
    {
        Assembly[] packages = [typeof(Redactor).Assembly, typeof(ObserveFunction).Assembly, typeof(ObserveApplicationBuilder).Assembly, typeof(LambdaLoop).Assembly];
        var api = string.Join('\n', packages.SelectMany(Lines)) + '\n';
        if (Environment.GetEnvironmentVariable("OBSERVE_WRITE_API") == "1")
        {
            File.WriteAllText(Listing, api);
        }

        Assert.Equal(File.ReadAllText(Listing), api);
    }

    private static IEnumerable<string> Lines(Assembly package) => package.GetExportedTypes()
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .SelectMany(type => (string[])[$"{package.GetName().Name}: {type.FullName}", .. Members(type).Order(StringComparer.Ordinal)]);

    /// <summary>Without what the compiler writes for every record and property.</summary>
    private static IEnumerable<string> Members(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(member => member switch
        {
            ConstructorInfo constructor => constructor.IsPublic || constructor.IsFamily,
            FieldInfo field => field.IsPublic || field.IsFamily,
            MethodInfo { IsSpecialName: true } => false,
            MethodInfo method => method.IsPublic && !method.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute)),
            PropertyInfo property => property.GetMethod is { IsPublic: true },
            _ => false,
        })
        .Select(member => $"    {member}");
}
