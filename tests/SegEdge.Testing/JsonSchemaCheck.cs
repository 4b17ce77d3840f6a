using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace SegEdge.Testing;

/// <summary>JSON Schema 2020-12 by Debian's <c>python3-jsonschema</c>: a second opinion that shares no code with ours.</summary>
public static class JsonSchemaCheck
{
    private const string Python = "/usr/bin/python3";

    // The schema itself is checked too: a misspelt keyword must not make everything valid.
    private const string Script = """
        import json, sys
        import jsonschema
        task = json.load(sys.stdin)
        schema = json.load(open(task["schema"]))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        json.dump([[f"{e.json_path}: {e.message}" for e in validator.iter_errors(json.loads(d))] for d in task["documents"]], sys.stdout)
        """;

    private static readonly Lazy<string?> Absence = new(WhyAbsent);

    /// <returns>One line per violation, path first; empty for a valid document.</returns>
    /// <remarks>Skips the running test, with the reason, where the validator is not installed.</remarks>
    public static IReadOnlyList<string> Validate(string schemaPath, string json) => ValidateAll(schemaPath, [json])[0];

    /// <summary>Many documents for the price of one start of Python.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> ValidateAll(string schemaPath, IReadOnlyList<string> documents)
    {
        if (Absence.Value is { } why) Assert.Skip(why);
        var (exit, output, error) = Run(Script, JsonSerializer.Serialize(new { schema = schemaPath, documents }));
        return exit == 0
            ? JsonSerializer.Deserialize<string[][]>(output)!
            : throw new InvalidOperationException($"Validator on '{schemaPath}' ended with {exit}: {error}");
    }

    private static string? WhyAbsent()
    {
        if (!File.Exists(Python)) return $"{Python} is not on this machine; install python3 and python3-jsonschema.";
        var (exit, _, _) = Run("import jsonschema; jsonschema.Draft202012Validator", "");
        return exit == 0 ? null : "Python module jsonschema with Draft202012Validator is absent; install python3-jsonschema.";
    }

    private static (int Exit, string Output, string Error) Run(string script, string input)
    {
        var start = new ProcessStartInfo(Python, ["-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var python = Process.Start(start)!;
        var (output, error) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
        try
        {
            python.StandardInput.Write(input);
            python.StandardInput.Close();
        }
        catch (IOException) { } // expected: a script that fails at once closes its input; the exit code tells
        if (!python.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            python.Kill();
            throw new TimeoutException("The schema validator did not end within 60 s.");
        }

        return (python.ExitCode, output.Result, error.Result);
    }
}
