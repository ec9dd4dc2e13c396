# Completion of diarie(1) for fish. What may come next is asked of the program itself, so it knows numbers and insatser.
function __diarie_complete
	set -l words (commandline -opc)
	for line in ($words[1] complete -- $words[2..-1] (commandline -ct) 2>/dev/null)
		if test "$line" = :filer
			__fish_complete_path (commandline -ct)
		else
			echo $line
		end
	end
end
complete -c diarie -f -a '(__diarie_complete)'
