using System.CommandLine;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Hub;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge hub users</c>: who may use the review site. A running hub knows at once.</summary>
internal static class HubUsersCommand
{
    public static Command Create() => new("users", "Add, list, change and remove those who may sign in at a hub's review site. Passwords are typed or read from standard input.")
    {
        Add(), List(), Password(), Role(), Remove(),
    };

    private static Command Add()
    {
        var (name, role) = (NameArgument(), new Option<string>("--role") { Description = "viewer looks, operator gives verdicts, admin also takes back those of others and exports.", Required = true, HelpName = "ROLE" });
        role.AcceptOnlyFromAmong([.. HubRoles.Names]);
        return Acting("add", "Add an account.", [name], [role], (parsed, accounts) =>
        {
            var user = NameOf(parsed.GetRequiredValue(name));
            if (accounts.Find(user) is not null) throw new UsageException($"{accounts.Path}: there is '{user}' already. 'segedge hub users password {user}' gives a new password.");
            using var passwords = new PasswordCheck();
            var account = new HubAccount(user, HubRoles.Of(parsed.GetRequiredValue(role))!.Value, passwords.Hash(PasswordPrompt.Read(user)), HubAccount.NewStamp());
            accounts.Change(known => known.ContainsKey(user) ? throw new UsageException($"{accounts.Path}: there is '{user}' already.") : [.. known.Values, account]);
            Console.WriteLine($"{user}: {HubRoles.NameOf(account.Role)}, in {accounts.Path}");
        });
    }

    private static Command List() => Acting("list", "List the accounts and their roles.", [], [], (_, accounts) =>
    {
        foreach (var account in accounts.All) Console.WriteLine($"{account.Name}\t{HubRoles.NameOf(account.Role)}");
    });

    private static Command Password()
    {
        var name = NameArgument();
        return Acting("password", "Give an account a new password; its sessions end.", [name], [], (parsed, accounts) =>
        {
            var user = Known(accounts, parsed.GetRequiredValue(name));
            using var passwords = new PasswordCheck();
            var hash = passwords.Hash(PasswordPrompt.Read(user));
            Replace(accounts, user, account => account with { Hash = hash });
            Console.WriteLine($"{user}: has a new password");
        });
    }

    private static Command Role()
    {
        var (name, role) = (NameArgument(), new Option<string>("--role") { Description = "viewer, operator or admin.", Required = true, HelpName = "ROLE" });
        role.AcceptOnlyFromAmong([.. HubRoles.Names]);
        return Acting("role", "Give an account another role; its sessions end.", [name], [role], (parsed, accounts) =>
        {
            var user = Known(accounts, parsed.GetRequiredValue(name));
            Replace(accounts, user, account => account with { Role = HubRoles.Of(parsed.GetRequiredValue(role))!.Value });
            Console.WriteLine($"{user}: {parsed.GetRequiredValue(role)}");
        });
    }

    private static Command Remove()
    {
        var name = NameArgument();
        return Acting("remove", "Remove an account; its sessions end. What it said stays.", [name], [], (parsed, accounts) =>
        {
            var user = Known(accounts, parsed.GetRequiredValue(name));
            accounts.Change(known => known.Values.Where(account => account.Name != user));
            Console.WriteLine($"{user}: removed");
        });
    }

    private static Command Acting(string verb, string description, Argument[] arguments, Option[] options, Action<ParseResult, HubAccounts> act)
    {
        var config = new Option<string?>("--config", "-c") { Description = "The hub's configuration file: it says where the accounts are.", HelpName = "FILE" };
        var set = CommonOptions.Set();
        var command = new Command(verb, description) { config, set };
        foreach (var argument in arguments) command.Add(argument);
        foreach (var option in options) command.Add(option);
        command.Act((parsed, _) =>
        {
            var (_, settings, problems) = ConfigurationLoader.Load(parsed.GetValue(config), parsed.GetValue(set) ?? []);
            if (problems.Count > 0) throw new UsageException([.. problems]);
            var accounts = new HubAccounts(HubCheck.AccountsOf(settings));
            if (accounts.Problem is { } problem) throw new UsageException(problem);
            act(parsed, accounts);
            return Task.CompletedTask;
        });
        return command;
    }

    private static void Replace(HubAccounts accounts, string user, Func<HubAccount, HubAccount> change) =>
        accounts.Change(known => known.Values.Select(account => account.Name == user ? change(account) with { Stamp = HubAccount.NewStamp() } : account));

    private static Argument<string> NameArgument() => new("NAME") { Description = "Name of the account." };

    private static string NameOf(string name) => HubAccounts.IsName(name) ? name : throw new UsageException($"NAME: '{name}' is no name, expected 1 to 64 of A-Z a-z 0-9 _ . @ - that begin with a letter or digit.");

    private static string Known(HubAccounts accounts, string name) => accounts.Find(name) is not null ? name : throw new UsageException(
        $"{accounts.Path}: has no '{name}'; there are {(accounts.IsEmpty ? "no accounts" : string.Join(", ", accounts.All.Select(account => account.Name)))}.");
}
