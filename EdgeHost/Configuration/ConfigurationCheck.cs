using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>Walks a configuration beside the options type it will be bound to, and lists all that is wrong: unknown keys, values of the
/// wrong type, values out of range. The binder itself would stop at the first.</summary>
internal static class ConfigurationCheck
{
    // Sections that belong to the framework.
    private static readonly string[] Foreign = ["Logging", "AllowedHosts"];

    public static IReadOnlyList<ConfigurationProblem> Find(IConfiguration configuration)
    {
        var problems = new List<ConfigurationProblem>();
        Walk(configuration.GetChildren().Where(s => !Foreign.Contains(s.Key, StringComparer.OrdinalIgnoreCase)), typeof(SegEdgeOptions), problems);
        return problems;
    }

    private static void Walk(IEnumerable<IConfigurationSection> sections, Type type, List<ConfigurationProblem> problems)
    {
        var properties = type.GetProperties().Where(p => p.CanWrite).ToArray();
        foreach (var section in sections)
        {
            var property = properties.FirstOrDefault(p => p.Name.Equals(section.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
                problems.Add(new(section.Path, $"unknown key. Expected here: {string.Join(", ", properties.Select(p => p.Name))}."));
            else CheckValue(section, property.PropertyType, property, problems);
        }
    }

    private static void CheckValue(IConfigurationSection section, Type type, PropertyInfo property, List<ConfigurationProblem> problems)
    {
        if (Nullable.GetUnderlyingType(type) is { } optional)
        {
            if (section.Value is null or "" && !section.GetChildren().Any()) return;
            type = optional;
        }
        if (ElementOf(type) is { } element) CheckList(section, element, property, problems);
        else if (TypeDescriptor.GetConverter(type) is var converter && converter.CanConvertFrom(typeof(string)))
            CheckScalar(section, converter, type, property, problems);
        else if (section.Value is { Length: > 0 } text) problems.Add(new(section.Path, $"is '{text}', expected a section with {Keys(type)}."));
        else Walk(section.GetChildren(), type, problems);
    }

    private static void CheckList(IConfigurationSection section, Type element, PropertyInfo property, List<ConfigurationProblem> problems)
    {
        if (section.Value is { Length: > 0 } text)
        {
            problems.Add(new(section.Path, $"is '{text}', expected a list."));
            return;
        }
        foreach (var item in section.GetChildren())
            if (int.TryParse(item.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)) CheckValue(item, element, property, problems);
            else problems.Add(new(item.Path, $"unknown key. Expected a list, so that the keys are 0, 1, 2, ..."));
    }

    private static void CheckScalar(IConfigurationSection section, TypeConverter converter, Type type, PropertyInfo property, List<ConfigurationProblem> problems)
    {
        if (section.GetChildren().Any())
        {
            problems.Add(new(section.Path, $"is a section, expected {Describe(type)}."));
            return;
        }
        object? value;
        try
        {
            value = converter.ConvertFromInvariantString(section.Value ?? "");
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException or NotSupportedException)
        {
            problems.Add(new(section.Path, $"is '{section.Value}', expected {Describe(type)}."));
            return;
        }
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(value)))
            problems.Add(new(section.Path, $"is '{section.Value}', expected {Describe(rule)}."));
    }

    private static Type? ElementOf(Type type) =>
        type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type) && type.IsGenericType ? type.GetGenericArguments()[0] : null;

    private static string Keys(Type type) => string.Join(", ", type.GetProperties().Where(p => p.CanWrite).Select(p => p.Name));

    private static string Describe(Type type) => type switch
    {
        { IsEnum: true } => "one of " + string.Join(", ", Enum.GetNames(type)),
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(string) => "text",
        _ when type == typeof(TimeSpan) => "a time such as 00:00:05",
        _ when type == typeof(float) || type == typeof(double) => "a number",
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ => $"a {type.Name}",
    };

    private static string Describe(ValidationAttribute rule) => rule switch
    {
        RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}"),
        RegularExpressionAttribute pattern => $"what matches {pattern.Pattern}",
        RequiredAttribute => "a value",
        AllowedValuesAttribute allowed => $"one of {string.Join(", ", allowed.Values)}",
        _ => rule.FormatErrorMessage("the value"),
    };
}
