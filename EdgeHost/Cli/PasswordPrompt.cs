using System.Text;
using SegEdge.EdgeHost.Hub;

namespace SegEdge.EdgeHost.Cli;

/// <summary>A password from a person or a pipe: never an argument, which every program of the machine can read.</summary>
internal static class PasswordPrompt
{
    /// <exception cref="UsageException">None, too short, too long, or the two typed ones differ.</exception>
    public static string Read(string user)
    {
        var password = Console.IsInputRedirected ? Console.In.ReadLine() ?? "" : Typed($"Password of {user}: ");
        if (password.Length is < PasswordCheck.ShortestPassword or > PasswordCheck.LongestPassword)
            throw new UsageException($"Password of {user}: has {password.Length} characters, expected {PasswordCheck.ShortestPassword} to {PasswordCheck.LongestPassword}. Several words in a row are easy to remember.");
        if (!Console.IsInputRedirected && Typed("Once more: ") != password) throw new UsageException($"Password of {user}: the two differ. Nothing was changed.");
        return password;
    }

    private static string Typed(string prompt)
    {
        Console.Error.Write(prompt);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar)) typed.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }
}
